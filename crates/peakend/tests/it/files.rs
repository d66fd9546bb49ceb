//! Files as people have them, given to the commands that forecast, staff, simulate and calibrate: one rule for all, and
//! what is wrong is said in the reader's language.

use super::{Folder, Ran};

const HALL: &str = "name = \"西湖文三路\"\nopen = \"09:00\"\nclose = \"17:00\"\n[arrivals]\nper_hour = 20\n[[purpose]]\n\
    id = \"办卡\"\nservice = \"8m\"\n[[counter]]\nid = \"1\"\ncount = 4\n";

/// A table of counts over some days, an hour each, from nine to five.
fn counts(days: i8) -> String {
    let hours = (1..=days).flat_map(|day| (9..17).map(move |hour| (day, hour)));
    let row = |(day, hour)| format!("文三路,2026-03-{day:02}T{hour:02}:00,{}\n", 10 + (day + hour) % 7);
    "hall,start,count\n".to_owned() + &hours.map(row).collect::<String>()
}

/// A log of a few services a day.
fn log(days: i8) -> String {
    let at = (1..=days).flat_map(|day| (9..17).map(move |hour| (day, hour)));
    let row = |(day, hour)| {
        let date = format!("2026-03-{day:02}T{hour:02}");
        format!(
            "文三路,1,办卡,{date}:00:00,{date}:05:00,{date}:05:20,{date}:{}:00,小王,served,\n",
            10 + day % 9
        )
    };
    "hall,n,purpose,arrived,called,started,ended,person,outcome,onward\n".to_owned()
        + &at.map(row).collect::<String>()
}

const STAFF: &str = "start,purpose,arrivals\n08:00,办卡,6\n08:15,办卡,9\n";

/// The four commands over their files, which are made by `of` of what they should hold.
fn four(of: impl Fn(&str) -> Vec<u8>) -> (Folder, [&'static str; 4]) {
    let folder = Folder::new()
        .with("t.csv", of(&counts(28)))
        .with("s.csv", of(STAFF))
        .with("h.toml", of(HALL))
        .with("l.csv", of(&log(28)));
    let commands = [
        "forecast t.csv --step 1h --days 2",
        "staff s.csv --service 6m",
        "simulate h.toml --days 5",
        "calibrate l.csv --runs 20",
    ];
    (folder, commands)
}

#[test]
fn a_table_for_people_has_no_signs_of_a_terminal_in_a_file() {
    let (folder, [forecast, staff, simulate, _]) = four(|text| text.as_bytes().to_vec());
    for command in [forecast, staff, simulate] {
        let shown = folder.run(command).out;
        let ran = folder.run(&format!("{command} --format table --out o.txt"));
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{command}: {}", ran.err);
        assert_eq!(folder.read("o.txt"), shown, "{command}");
        assert!(!folder.read("o.txt").contains('\u{1b}'), "{command}");
    }
}

#[test]
fn what_a_spreadsheet_in_chinese_saved_is_read_by_all_alike_and_said() {
    let (plain, commands) = four(|text| text.as_bytes().to_vec());
    let (chinese, _) = four(|text| encoding_rs::GB18030.encode(text).0.into_owned());
    let utf16 = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (marked, _) = four(utf16);
    for command in commands {
        let (one, other, third) = (plain.run(command), chinese.run(command), marked.run(command));
        assert_eq!((one.code, &one.out), (0, &other.out), "{command}: {} {}", one.err, other.err);
        assert_eq!(one, third, "{command}");
        let said = other.err.contains("is not UTF-8 and was read as GB 18030");
        assert_eq!(said, !command.starts_with("simulate"), "{command}: {}", other.err);
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_named_by_its_line() {
    let torn = |text: &str| {
        let last = text.trim_end().rfind('\n').unwrap() + 1;
        format!("{}\"{}", &text[..last], &text[last..]).into_bytes()
    };
    let (folder, [forecast, staff, _, calibrate]) = four(torn);
    for (command, line) in [(forecast, 225), (staff, 3), (calibrate, 225)] {
        let said = folder.run(command).fails(1);
        assert!(said.contains(&format!("line {line}: a quotation mark opens")), "{command}: {said}");
        let said = folder.run(&format!("--lang zh-CN {command}")).fails(1);
        assert!(said.contains(&format!("第 {line} 行：这里开了一个引号")), "{command}: {said}");
    }
}

/// What is said of files that cannot be read, in Chinese.
fn said(folder: &Folder, command: &str) -> Ran {
    folder.run(&format!("--lang zh-CN {command}"))
}

#[test]
fn a_file_that_is_not_there_or_no_file_is_told_in_the_readers_language() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("d")).unwrap();
    for command in ["forecast", "staff --service 6m", "simulate", "calibrate"] {
        let gone = said(&folder, &format!("{command} gone")).fails(3);
        assert!(gone.contains("没有这个文件"), "{command}: {gone}");
        let there = said(&folder, &format!("{command} d")).fails(3);
        assert!(there.contains("这是文件夹"), "{command}: {there}");
    }
}

#[test]
fn bytes_that_are_no_text_are_the_files_fault_and_not_the_systems() {
    let folder = Folder::new().with("x", b"name = \"caf\xe9 \xff\"\n").with("l.csv", log(3));
    for command in ["simulate x", "calibrate l.csv --map x"] {
        let told = said(&folder, command).fails(1);
        assert!(told.contains("第 1 行：既不是 UTF-8 也不是 GB 18030"), "{command}: {told}");
        assert!(
            folder.run(command).fails(1).contains("line 1: it is text neither in UTF-8 nor"),
            "{command}"
        );
    }
}

#[test]
fn a_row_of_another_length_and_a_zone_that_is_none_are_told_in_the_readers_language() {
    let short = counts(28) + "文三路,2026-03-29T09:00\n";
    let folder = Folder::new().with("t.csv", short).with("s.csv", STAFF);
    let told = said(&folder, "forecast t.csv").err;
    assert!(told.contains("有 2 个字段，表头有 3 个"), "{told}");
    assert!(folder.run("forecast t.csv").err.contains("2 fields, the header has 3"));
    for command in ["forecast t.csv", "staff s.csv --service 6m"] {
        let told = said(&folder, &format!("{command} --zone Mars")).fails(2);
        assert!(told.contains("没有这个时区"), "{command}: {told}");
    }
}

#[test]
fn numbers_beyond_all_bounds_are_told_where_they_stand() {
    let folder = Folder::new()
        .with("t.csv", "start,arrivals\n08:00,3\n08:15,1e308\n08:30,4\n")
        .with("l.csv", "start,arrivals\n08:00,3\n08:15,1e8\n");
    let told = folder.run("staff --rate-per-hour 1e300 --service 3m").fails(2);
    assert!(told.contains("--rate-per-hour 1e300: ") && told.contains("at most 1,000,000"), "{told}");
    assert!(told.len() < 300, "{told}");
    let told = folder.run("staff t.csv --service 3m").fails(1);
    assert!(told.contains("t.csv:3:2: “1e308” is more than can be meant"), "{told}");
    let told = folder.run("staff l.csv --service 3m").fails(1);
    assert!(told.contains("l.csv:3:2: 100000000 people in one step"), "{told}");
}
