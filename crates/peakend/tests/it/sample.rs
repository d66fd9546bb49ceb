//! The simulated network is one to try things on: the same again from the same seed, and without a fault.

use super::Folder;

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let folder = Folder::new();
    for ending in ["parquet", "csv", "csv.gz", "tsv.zst"] {
        for (name, seed) in [("a", 3), ("b", 3), ("c", 4)] {
            folder.run(&format!("sample --out {name}.{ending} --seed {seed} --halls 3 --days 2")).quietly();
        }
        let bytes = |name: &str| std::fs::read(folder.path(&format!("{name}.{ending}"))).unwrap();
        assert_eq!(bytes("a"), bytes("b"), "{ending}");
        assert_ne!(bytes("a"), bytes("c"), "{ending}");
    }
}

#[test]
fn it_scores_without_a_rejection_against_its_own_blueprint_in_every_format() {
    let folder = Folder::new();
    let mut scores = Vec::new();
    for name in ["s.parquet", "s.csv.gz"] {
        folder.run(&format!("sample --out {name} --halls 4 --days 3")).quietly();
        scores.push(
            folder.run(&format!("score {name} --strict --blueprint service-hall --format csv")).quietly(),
        );
    }
    assert_eq!(scores[0], scores[1]);
    assert!(scores[0].lines().count() > 20);
}

#[test]
fn the_evidence_finds_that_the_mean_and_the_end_are_remembered() {
    let folder = Folder::new();
    for seed in [1, 5] {
        folder.run(&format!("sample --out s.parquet --halls 24 --days 10 --seed {seed}")).quietly();
        let json = folder.run("evidence s.parquet --format json").quietly();
        let found: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(found["chosen_model"], "mean+end", "seed {seed}");
        assert_eq!(found["duration_unit"], "minutes");
    }
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let folder = Folder::new();
    for wrong in ["--halls 0", "--days 0", "--days 100000", "--seed -1", "--halls many", "--halls 100001"] {
        folder.run(&format!("sample --out s.csv {wrong}")).fails(2);
    }
    folder.run("sample").fails(2);
    assert_eq!(folder.names(), [""; 0]);
}
