//! Backup and restore, as whoever runs the machine does it.

use crate::Folder;
use crate::demo::empty_house;
use crate::serve::Serving;

fn demo() -> Folder {
    let folder = Folder::new();
    folder.run("demo --halls 2 --days 2 --no-live --database sqlite:a.db").quietly();
    folder
}

#[test]
fn a_backup_restores_to_the_same_rows() {
    let folder = demo();
    folder.run("backup saved.peakend --database sqlite:a.db").quietly();
    let said = folder.run("restore saved.peakend --database sqlite:b.db").quietly();
    assert!(said.contains("restored and compared"), "{said}");
    let of = |name: &str| db::digests(&empty_house(&folder.path(name)).db).unwrap();
    assert_eq!(of("a.db"), of("b.db"));
    folder.run("replay --check --database sqlite:b.db").quietly();
    // nothing lies about beside it
    let names = folder.names();
    assert!(
        names.iter().all(|name| !name.starts_with(".peakend") && !name.starts_with("saved.peakend-")),
        "{names:?}"
    );
}

#[test]
fn a_backup_is_taken_while_the_server_runs() {
    let folder = Folder::new();
    let demo = Serving::start(&folder, "demo --halls 2 --days 1 --speed 60 --listen 127.0.0.1:0 --keep here");
    folder.run("backup saved.peakend --database sqlite:here/demo.db").quietly();
    assert_eq!(demo.told("TERM"), Some(0));
    folder.run("restore saved.peakend --database sqlite:b.db").quietly();
    folder.run("replay --check --database sqlite:b.db").quietly();
}

#[test]
fn a_backup_overwrites_nothing_and_a_restore_neither() {
    let folder = demo().with("there.txt", "mine");
    let said = folder.run("backup there.txt --database sqlite:a.db").fails(1);
    assert!(said.contains("there.txt is there already"), "{said}");
    assert_eq!(folder.read("there.txt"), "mine");
    folder.run("backup saved.peakend --database sqlite:a.db").quietly();
    let said = folder.run("restore saved.peakend --database sqlite:a.db").fails(1);
    assert!(said.contains("is not empty"), "{said}");
    folder.run("backup no/such/folder/x --database sqlite:a.db").fails(3);
}

#[test]
fn a_damaged_backup_is_refused_and_nothing_is_restored_from_it() {
    let folder = demo();
    folder.run("backup saved.peakend --database sqlite:a.db").quietly();
    let whole = std::fs::read(folder.path("saved.peakend")).unwrap();
    let cut = whole[..whole.len() / 2].to_vec();
    let page_less = whole[..whole.len() - 4096].to_vec();
    let mut flipped = whole.clone();
    // one letter of one row: the engine itself cannot notice that
    let at = flipped.windows(8).position(|window| window == b"pay_bill").unwrap();
    flipped[at] = b'q';
    let nothing = Vec::new();
    let poem =
        b"no backup at all, but long enough to be read as one if nobody looked at how it begins".to_vec();
    for (n, bytes) in [cut, page_less, flipped, nothing, poem].into_iter().enumerate() {
        std::fs::write(folder.path("bad"), bytes).unwrap();
        let said = folder.run(&format!("restore bad --database sqlite:t{n}.db")).fails(1);
        assert!(said.contains("bad is no whole backup"), "{n}: {said}");
        let path = folder.path(&format!("t{n}.db"));
        assert!(
            !path.exists()
                || db::digests(&empty_house(&path).db).unwrap().iter().all(|table| table.rows == 0)
        );
    }
    let said = folder.run("restore a.db --database sqlite:t.db").fails(1);
    assert!(said.contains("a.db is no whole backup"), "a database in use is no backup: {said}");
    folder.run("restore absent --database sqlite:t.db").fails(3);
}
