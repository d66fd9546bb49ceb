//! Maps that are wrong, and what is said about them.

use super::*;

#[test]
fn a_misspelt_key_is_told_with_its_line_and_the_nearest_key() {
    let message = map_error("layout = \"long\"\n[visit]\ncolum = \"id\"\n");
    assert!(
        message.starts_with("map.toml, line 3: `visit` has no key `colum`; did you mean `column`?"),
        "{message}"
    );
    let message = map_error(
        "visit = { column = \"a\" }\ntouchpoint = { column = \"b\" }\naffect = { column = \"c\" }\nlayuot = \"long\"\n",
    );
    assert!(message.contains("line 4: the map has no key `layuot`; did you mean `layout`?"), "{message}");
    let message = map_error("[[touchpoint]]\nid = \"a\"\ncolumn = \"a\"\nscales = [1, 5]\n");
    assert!(
        message.contains("`[[touchpoint]]` number 1 has no key `scales`; did you mean `scale`?"),
        "{message}"
    );
}

#[test]
fn text_that_is_not_toml_is_told_with_its_line() {
    let message = map_error("layout = \"long\"\n[visit\n");
    assert!(message.starts_with("map.toml, line 2: not TOML"), "{message}");
}

#[test]
fn what_a_map_needs_is_said() {
    for (text, wanted) in [
        ("", "a long table needs `[touchpoint]`"),
        ("layout = \"wide\"", "a wide table needs a `[[touchpoint]]`"),
        ("touchpoint = { column = \"t\" }\naffect = { column = \"a\" }", "a long table needs `[visit]`"),
        ("visit = {}", "say `column = "),
        ("affect = { scale = [1, 5] }\ntouchpoint = { column = \"t\" }", "say which `column`"),
        ("[[touchpoint]]\ncolumn = \"a\"", "it needs an `id`"),
        ("ended = { column = \"e\" }\n[[touchpoint]]\nid = \"a\"\ncolumn = \"a\"", "`[ended]` needs `[at]`"),
        ("at = { format = \"%F %T\" }", "say `column = "),
    ] {
        let message = map_error(text);
        assert!(message.contains(wanted), "{text}: {message}");
    }
}

#[test]
fn what_contradicts_itself_is_said() {
    let affect = |affect: &str| {
        map_error(&format!(
            "visit = {{ column = \"v\" }}\ntouchpoint = {{ column = \"t\" }}\naffect = {{ column = \"a\", {affect} }}"
        ))
    };
    for (text, wanted) in [
        ("scale = [1, 1]", "are the same"),
        ("scale = [1]", "a list of two numbers is wanted"),
        ("scale = [1, nan]", "a list of two numbers is wanted"),
        ("columns = [\"b\"]", "both `column` and `columns`"),
        ("rule = \"x\", scale = [1, 5]", "both a `rule` and a `scale`"),
        ("values = { good = 6 }, scale = [1, 5]", "off the scale"),
        ("values = { good = \"done\" }", "without a `rule` it must be a number"),
        ("values = {}", "it is empty"),
        ("other = 1", "there are no `values`"),
        ("list = \"::\"", "a single character"),
        ("norm = 0", "greater than 0"),
    ] {
        let message = affect(text);
        assert!(message.contains(wanted), "{text}: {message}");
    }
    for (text, wanted) in [
        ("layout = \"broad\"", "neither `long` nor `wide`"),
        ("layout = 1", "integer where a text"),
        ("encoding = \"latin1\"", "neither `utf8` nor `gb18030`"),
        ("decimal = \";\"", "neither `.` nor `,`"),
        ("delimiter = \"，\"", "cannot separate"),
        ("zone = \"Shanghai\"", "no time zone"),
        ("visit = { column = \"v\", kind = \"id\" }", "neither `number` nor `text`"),
        ("hall = { column = \"h\", constant = \"x\" }", "both a column and a constant"),
        ("at = { column = \"a\", format = \"%H:%M\" }", "gives no date"),
        ("visit = \"v\"", "string where a table is wanted"),
        (
            "[[touchpoint]]\nid = \"a\"\ncolumn = \"a\"\n[[touchpoint]]\nid = \"a\"\ncolumn = \"b\"",
            "was there before",
        ),
    ] {
        let message = map_error(text);
        assert!(message.contains(wanted), "{text}: {message}");
    }
}

#[test]
fn the_maps_that_are_shipped_are_sound_and_the_guide_shows_only_sound_maps() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut maps = 0;
    let files = std::fs::read_dir(root.join("maps")).unwrap().map(|entry| entry.unwrap().path());
    // folders in it hold maps of another kind
    for file in files.filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(&file).unwrap();
        Map::parse(&file, &text).unwrap_or_else(|error| panic!("{error}"));
        maps += 1;
    }
    assert!(maps >= 4);
    let guide = std::fs::read_to_string(root.join("docs/guide/import.md")).unwrap();
    let samples: Vec<&str> =
        guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(samples.len() >= 3);
    for sample in samples {
        Map::parse(Path::new("import.md"), sample).unwrap_or_else(|error| panic!("{error}\n{sample}"));
    }
}
