//! Settings: what is in force, where it comes from, and what is wrong with it.

use crate::{Folder, ran};

#[test]
fn without_any_file_everything_is_as_the_default_file_says() {
    let shown = Folder::new().run("config").quietly();
    for line in [
        "server.listen           \"127.0.0.1:8300\"",
        "evaluator.timeout_s     20 ",
        "defaults.language       \"zh-CN\"",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    assert!(shown.lines().skip(1).all(|line| line.ends_with("default")), "{shown}");
}

#[test]
fn each_layer_lies_over_the_one_before_and_says_so() {
    let folder = Folder::new().with(
        "own.toml",
        "[server]\nlisten = \"0.0.0.0:1\"\npublic_url = \"https://halls.example.com/\"\n[database]\nreaders = 7\nurl = \"sqlite:file.db\"\n",
    );
    let mut command = folder.command("config --format json --config own.toml --database sqlite:line.db");
    command.env("PEAKEND_DATABASE_READERS", "9").env("PEAKEND_SERVER_TRUSTED_PROXIES", "10.0.0.0/8, ::1");
    let shown: serde_json::Value = serde_json::from_str(&ran(&mut command).quietly()).unwrap();
    let of = |key: &str| {
        let found = shown.as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap();
        format!("{} from {}", found["value"], found["from"].as_str().unwrap())
    };
    assert_eq!(of("server.listen"), "\"0.0.0.0:1\" from own.toml:2:10");
    assert_eq!(of("server.public_url"), "\"https://halls.example.com\" from own.toml:3:14");
    assert_eq!(of("database.readers"), "9 from PEAKEND_DATABASE_READERS");
    assert_eq!(of("database.url"), "\"sqlite:line.db\" from --database");
    assert_eq!(of("server.trusted_proxies"), "[\"10.0.0.0/8\",\"::1\"] from PEAKEND_SERVER_TRUSTED_PROXIES");
    assert_eq!(of("database.writers"), "16 from peakend.default.toml");
}

#[test]
fn the_file_is_the_one_named_else_that_of_the_environment_else_the_usual_one() {
    let file = |port: u16| format!("server.listen = \"127.0.0.1:{port}\"\n");
    let folder = Folder::new().with("peakend.toml", file(1)).with("b.toml", file(2)).with("c.toml", file(3));
    assert!(folder.run("config").quietly().contains("peakend.toml:1:17"));
    let mut command = folder.command("config");
    assert!(ran(command.env("PEAKEND_CONFIG", "b.toml")).quietly().contains("b.toml:1:17"));
    let mut command = folder.command("config --config c.toml");
    assert!(ran(command.env("PEAKEND_CONFIG", "b.toml")).quietly().contains("c.toml:1:17"));
    assert!(folder.run("config --config d.toml").fails(1).contains("d.toml:1:1: cannot be read"));
}

#[test]
fn what_is_printed_as_toml_can_be_read_again() {
    let folder = Folder::new();
    let toml = folder.run("config --format toml").quietly();
    let again = folder.with("again.toml", &toml).run("config --config again.toml --check").quietly();
    assert_eq!(again, "The settings can be used.\n");
}

#[test]
fn every_fault_is_told_with_its_place_its_key_its_value_and_what_may_be_meant() {
    let text = "[server]\nlistn = \"127.0.0.1:1\"\nsecure_cookies = \"perhaps\"\n\n[evaluator]\n  timeout_s = \"20\"\n[metrics]\naccess = 1\n[moon]\nphase = 2\n";
    let folder = Folder::new().with("own.toml", text);
    let mut command = folder.command("config --check --config own.toml --database mysql:x");
    command
        .env("PEAKEND_DATABASE_READERS", "many")
        .env("PEAKEND_LOG_LEVLE", "info")
        .env("PEAKEND_TEST_POSTGRES", "x");
    let said = ran(&mut command).fails(1);
    for line in [
        "own.toml:2:1: there is no setting “server.listn” (did you mean “server.listen”?)",
        "own.toml:3:18: server.secure_cookies must be one of \"auto\", \"always\", \"never\"; \"perhaps\" is not",
        "own.toml:6:15: evaluator.timeout_s must be a whole number of seconds from 5 to 600; \"20\" is not",
        "own.toml:8:10: metrics.access must be one of \"local\", \"token\", \"open\", \"off\"; 1 is not",
        "own.toml:10:1: there is no setting “moon.phase”",
        "PEAKEND_DATABASE_READERS: database.readers must be a whole number from 1 to 256; many is not",
        "PEAKEND_LOG_LEVLE: there is no setting “log.levle” (did you mean “log.level”?)",
        "--database: database.url must be \"sqlite:FILE\" or \"postgres://USER@HOST/NAME\"; \"mysql:x\" is not",
        "8 settings cannot be used",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let broken = Folder::new().with("own.toml", "[server]\nlisten = 127.0.0.1:8300\n");
    assert!(broken.run("config --config own.toml").fails(1).contains("own.toml:2:"));
}

#[test]
fn a_password_is_never_printed() {
    let folder = Folder::new();
    for format in ["table", "json", "toml"] {
        let mut command = folder.command(&format!("config --format {format}"));
        let shown = ran(command.env("PEAKEND_DATABASE_URL", "postgres://halls:hunter2@db.example.com/halls"))
            .quietly();
        assert!(shown.contains("postgres://halls@db.example.com/halls"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let mut command = folder.command("config");
    let said =
        ran(command.env("PEAKEND_DATABASE_URL", "postgre://halls:hunter2@db.example.com/halls")).fails(1);
    assert!(said.contains("database.url") && !said.contains("hunter2"), "{said}");
}
