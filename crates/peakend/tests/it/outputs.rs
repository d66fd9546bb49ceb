//! Results go whole to where they should, or nowhere.

use super::{Folder, network, ran, table};
use std::process::Stdio;

const TABLE: &str = "visit,hall,purpose,touchpoint,affect\n1,h,p,queue,0.5\n2,g,p,leave,-0.5\n";

#[test]
fn a_result_replaces_an_old_one_and_leaves_nothing_beside_it() {
    let folder = table(TABLE).with("r.json", "old");
    assert_eq!(folder.run("score t.csv --format json --out r.json").quietly(), "");
    let printed = folder.run("score t.csv --format json").quietly();
    assert_eq!(folder.read("r.json"), printed);
    assert_eq!(folder.names(), ["r.json", "t.csv"]);
}

#[test]
fn after_an_error_the_old_result_is_as_it_was() {
    let folder = table("visit,touchpoint,affect\n1,a,x\n").with("r.csv", "old").with("p.html", "old");
    folder.run("score t.csv --format csv --out r.csv").fails(1);
    folder.run("score t.csv --report p.html").fails(1);
    folder.run("evidence t.csv --format csv --out r.csv").fails(1);
    folder.run("drivers t.csv --format csv --out r.csv").fails(1);
    assert_eq!((folder.read("r.csv").as_str(), folder.read("p.html").as_str()), ("old", "old"));
    assert_eq!(folder.names(), ["p.html", "r.csv", "t.csv"]);
}

#[test]
fn parquet_needs_a_file_to_go_to() {
    let folder = network();
    for command in ["score", "evidence", "drivers"] {
        assert_eq!(
            folder.run(&format!("{command} s.parquet --format parquet")).fails(2),
            "error: --format parquet needs --out FILE.\n"
        );
    }
}

#[test]
fn an_ending_that_names_no_format_is_refused_before_anything_is_written() {
    let folder = Folder::new();
    for name in ["s.xlsx", "s", "s.parquet.gz", "s.csv.bz2"] {
        let said = folder.run(&format!("sample --out {name}")).fails(2);
        assert!(said.starts_with(&format!("error: {name}: ")) && said.contains(".csv.zst"), "{said}");
    }
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_folder_that_is_missing_or_in_the_way_is_told() {
    let folder = table(TABLE);
    std::fs::create_dir(folder.path("taken")).unwrap();
    for to in ["nowhere/r.csv", "taken", "t.csv/r.csv"] {
        for command in [
            format!("score t.csv --format csv --out {to}"),
            format!("score t.csv --report {to}"),
            format!("score t.csv --reject-to {to}"),
        ] {
            let said = folder.run(&command).fails(3);
            assert!(said.starts_with(&format!("error: Could not write {to}: ")), "{command}: {said}");
        }
    }
    assert!(folder.run("sample --out nowhere/s.parquet").fails(3).contains("nowhere/s.parquet"));
    assert_eq!(folder.names(), ["t.csv", "taken"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let folder = table(TABLE);
    for format in ["table", "json", "csv"] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut child = folder.command(&format!("score t.csv --format {format}"));
        let output = child.stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(
            said.starts_with("error: The result could not be written: No space left on device"),
            "{said}"
        );
    }
}

/// A disk on which no file may grow beyond 4 KiB.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_no_half_written_file() {
    let folder = network().with("old.csv", "old").with("old.parquet", "old");
    for command in [
        "sample --out new.csv",
        "sample --out old.parquet",
        "sample --out new.csv.gz",
        "sample --out new.tsv.zst",
        "score s.parquet --by hall,staff,day --format csv --out old.csv",
        "score s.parquet --by hall,staff,day --format parquet --out old.parquet",
        "score s.parquet --by hall,staff,day --format json --out new.json",
        "score s.parquet --report new.html",
    ] {
        let mut shell = std::process::Command::new("sh");
        shell
            .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" $1"])
            .arg(env!("CARGO_BIN_EXE_peakend"))
            .arg(command);
        let said = ran(shell.current_dir(folder.0.path()).env("LANG", "C")).fails(3);
        assert!(said.contains("File too large"), "{command}: {said}");
        assert_eq!((folder.read("old.csv").as_str(), folder.read("old.parquet").as_str()), ("old", "old"));
        assert_eq!(folder.names(), ["old.csv", "old.parquet", "s.parquet"], "{command}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_program_in_peace() {
    let folder = network();
    for command in [
        "score s.parquet --by hall,staff,day --format csv",
        "score s.parquet",
        "evidence s.parquet --format json",
        "drivers s.parquet",
        "completions bash",
        "blueprint show",
        "--help",
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = folder.command(command).stdout(writer).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{command}");
    }
}

#[test]
fn an_error_that_nobody_hears_is_still_an_exit_code() {
    let folder = table("visit,touchpoint,affect\n1,a,x\n2,a,0\n");
    for (command, code) in [
        ("score absent.csv", 3),
        ("score t.csv --strict", 4),
        ("score t.csv", 0),
        ("score --no-such-option", 2),
        ("blueprint check .", 1),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = folder.command(command).stderr(writer).stdout(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(code), "{command}");
    }
}

#[test]
fn no_colours_where_nobody_sees_them() {
    let folder = network();
    for command in ["score s.parquet", "drivers s.parquet", "blueprint show queue", "--help"] {
        assert!(!folder.run(command).out.contains('\u{1b}'), "{command}");
    }
    assert!(!folder.run("score absent").err.contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn a_new_file_is_as_readable_as_any_other_and_an_old_one_stays_as_private_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let folder = table(TABLE).with("private.csv", "old").with("plain", "");
    let mode = |name: &str| std::fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777;
    std::fs::set_permissions(folder.path("private.csv"), std::fs::Permissions::from_mode(0o600)).unwrap();
    folder.run("score t.csv --format csv --out private.csv").quietly();
    folder.run("score t.csv --format csv --out new.csv").quietly();
    assert_eq!((mode("private.csv"), mode("new.csv")), (0o600, mode("plain")));
}

#[test]
fn nothing_that_is_written_takes_the_place_of_what_is_read() {
    let folder = table(TABLE).with("h.toml", "name = \"H\"").with("log.csv", "a,b\n");
    for (command, option) in [
        ("score t.csv --format csv --out t.csv", "--out"),
        ("score t.csv --report ./t.csv", "--report"),
        ("score t.csv --out a.csv --report a.csv", "--out"),
        ("forecast t.csv --out t.csv", "--out"),
        ("staff t.csv --report t.csv", "--report"),
        ("simulate h.toml --out h.toml", "--out"),
        ("calibrate log.csv --out log.csv", "--out"),
    ] {
        let said = folder.run(command).fails(2);
        assert!(said.contains(option) && said.contains("named twice"), "{command}: {said}");
    }
    assert_eq!((folder.read("t.csv").as_str(), folder.names().len()), (TABLE, 3));
}
