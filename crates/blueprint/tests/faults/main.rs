//! Each way in which a blueprint can be wrong, in a small file of its own: place, message and suggestion.

mod fields;
mod files;
mod references;
mod rules;

use blueprint::{Blueprint, Fault};

/// A whole blueprint in one file. Tests change one thing in it.
const SMALL: &str = r#"[blueprint]
id = "small"
version = "1.0.0"
layer = "network"
name = { zh = "小厅", en = "Small hall" }

[[role]]
id = "clerk"
name = { zh = "营业员", en = "Clerk" }
about = { zh = "办业务", en = "Serves" }

[[skill]]
id = "cashier"
name = { zh = "收银", en = "Cash" }

[[channel]]
id = "app"
name = { zh = "客户端", en = "App" }

[[purpose]]
id = "pay_bill"
name = { zh = "缴费", en = "Pay a bill" }
norm_min = 3
skills = ["cashier"]
channels = ["app"]
documents = { zh = ["号码"], en = ["The number"] }
preparation = { zh = [], en = [] }

[[touchpoint]]
id = "queue"
order = 1
icon = "ticket"
name = { zh = "排队", en = "Queue" }
happens = { zh = "等叫号", en = "Waits" }
need = { zh = "不久等", en = "A short wait" }
service_points = { zh = ["号票"], en = ["The ticket"] }
detail = { zh = "等", en = "Waiting" }
responsible = ["clerk"]
hints = { zh = ["快"], en = ["Be quick"] }
guide = [{ role = "clerk", steps = { zh = ["叫号"], en = ["Call"] } }]

[[touchpoint.signal]]
id = "wait"
name = { zh = "等候", en = "Wait" }
source = { zh = "排队系统", en = "Queue system" }

[[touchpoint.signal]]
id = "abandoned"
name = { zh = "弃号", en = "Abandoned" }
source = { zh = "排队系统", en = "Queue system" }

[[rule]]
touchpoint = "queue"
signal = "wait"
unit = "min"
curve = [[0, 0.5], [10, -0.5]]
why = { zh = "久等不快", en = "Long waits displease" }

[[rule]]
touchpoint = "queue"
signal = "abandoned"
unit = "category"
table = [{ id = "left", affect = -0.8, zh = "走了", en = "Left" }]
why = { zh = "白来", en = "In vain" }

[hypotheses]
end = "queue"

[[hypotheses.peak]]
touchpoint = "queue"
purposes = ["pay_bill"]
why = { zh = "猜的", en = "A guess" }
"#;

fn faults_of(files: &[(&str, &str)]) -> Vec<Fault> {
    Blueprint::parse(files).err().unwrap_or_default()
}

/// The faults, as shown, of the small blueprint after its first `old` has become `new`.
#[track_caller]
fn after(old: &str, new: &str) -> Vec<String> {
    assert!(SMALL.contains(old), "{old:?} is not in the small blueprint");
    shown(&faults_of(&[("small.toml", &SMALL.replacen(old, new, 1))]))
}

fn shown(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}
