//! The places and people of the demo.

use super::store::{self, NewPerson};
use super::{Plan, Sign};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId};
use crate::run::hall::Hours;
use crate::run::hall::act::{Facts, NewHall, add_counter, create, set_hours};
use crate::run::network::PlaceKind;
use crate::run::network::act::{NewPlace, add_place};
use crate::staff::rights::Role;
use crate::staff::{Actor, Grant, Who};
use blueprint::Blueprint;
use db::Tx;

/// Code, Chinese, English.
type Named = (&'static str, &'static str, &'static str);

/// Provinces with their cities.
const PROVINCES: [(Named, &[Named]); 3] = [
    (("zj", "浙江", "Zhejiang"), &[("hz", "杭州", "Hangzhou"), ("nb", "宁波", "Ningbo")]),
    (("sc", "四川", "Sichuan"), &[("cd", "成都", "Chengdu"), ("my", "绵阳", "Mianyang")]),
    (("gd", "广东", "Guangdong"), &[("gz", "广州", "Guangzhou"), ("sz", "深圳", "Shenzhen")]),
];

/// City, hall, weight of its visits.
const HALLS: [(&str, Named, f64); 12] = [
    ("hz", ("wensan", "文三路营业厅", "Wensan Road"), 1.3),
    ("hz", ("wulin", "武林广场营业厅", "Wulin Square"), 1.5),
    ("hz", ("xiasha", "下沙大学城营业厅", "Xiasha University Town"), 0.8),
    ("nb", ("tianyi", "天一广场营业厅", "Tianyi Square"), 1.1),
    ("nb", ("jiangbei", "江北万达营业厅", "Jiangbei Plaza"), 0.7),
    ("cd", ("chunxi", "春熙路营业厅", "Chunxi Road"), 1.4),
    ("cd", ("gaoxin", "高新区营业厅", "Hi-tech Zone"), 1.0),
    ("cd", ("jianshe", "建设路营业厅", "Jianshe Road"), 0.8),
    ("my", ("linyuan", "临园路营业厅", "Linyuan Road"), 0.6),
    ("gz", ("tianhe", "天河城营业厅", "Tianhe City"), 1.3),
    ("gz", ("beijinglu", "北京路营业厅", "Beijing Road"), 0.9),
    ("sz", ("huaqiang", "华强北营业厅", "Huaqiangbei"), 0.6),
];

const FAMILY: [&str; 20] = [
    "林", "陈", "王", "张", "李", "周", "吴", "徐", "孙", "赵", "何", "郭", "高", "罗", "郑", "梁", "宋",
    "唐", "许", "韩",
];
const GIVEN: [&str; 20] = [
    "晓燕", "静", "敏", "磊", "丽华", "强", "婷婷", "军", "洁", "勇", "芳", "海波", "雪", "志明", "慧",
    "建国", "颖", "小东", "兰", "鹏",
];

/// A hall of the demo, and who works in it.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub hall: PlaceId,
    pub code: String,
    /// How many come, against the mean.
    pub weight: f64,
    pub counters: Vec<CounterId>,
    pub clerks: Vec<Actor>,
    pub guide: Actor,
    pub manager: Actor,
}

/// The network as it was made.
pub(super) struct Made {
    pub stages: Vec<Stage>,
    /// Whom to sign in as.
    pub signs: Vec<Sign>,
}

/// Makes the tree, the halls and the people, in one transaction.
pub(super) fn make(house: &House, plan: &Plan, password: &str) -> Result<Made, Error> {
    let (inner, plan, password) = (house.clone(), plan.clone(), password.to_owned());
    house.db.write_now(move |tx| {
        if !store::is_empty(tx)? {
            return Err(Error::conflict("demo-error-not-empty").with("database", inner.db.place()));
        }
        Maker { house: &inner, tx, plan: &plan, password: &password, people: 0, signs: Vec::new() }.all()
    })
}

struct Maker<'a, 'c> {
    house: &'a House,
    tx: &'a mut Tx<'c>,
    plan: &'a Plan,
    password: &'a str,
    people: usize,
    signs: Vec<Sign>,
}

impl Maker<'_, '_> {
    fn all(mut self) -> Result<Made, Error> {
        let network = self.place(PlaceKind::Network, None, ("net", "全网", "Network"))?;
        self.person("admin", Role::Administrator, network, true)?;
        self.person("network", Role::NetworkManager, network, true)?;
        let mut cities = Vec::new();
        for (province, below) in PROVINCES {
            let id = self.place(PlaceKind::Province, Some(network), province)?;
            self.person(&format!("manager-{}", province.0), Role::RegionManager, id, province.0 == "zj")?;
            for city in below {
                cities.push((city.0, city.1, city.2, self.place(PlaceKind::City, Some(id), *city)?));
            }
        }
        let mut stages = Vec::with_capacity(self.plan.halls);
        for n in 0..self.plan.halls {
            stages.push(match HALLS.get(n) {
                Some((city, named, weight)) => {
                    let parent =
                        cities.iter().find(|(code, ..)| code == city).map_or(network, |(.., id)| *id);
                    self.hall(n, parent, *named, *weight)?
                }
                None => {
                    let (_, zh, en, parent) = cities[n % cities.len()];
                    let (code, zh, en) = (
                        format!("h{:04}", n + 1),
                        format!("{zh}第{}营业厅", n + 1),
                        format!("{en} {}", n + 1),
                    );
                    self.hall(n, parent, (&code, &zh, &en), 1.0)?
                }
            });
        }
        Ok(Made { stages, signs: self.signs })
    }

    fn place(&mut self, kind: PlaceKind, parent: Option<PlaceId>, named: Named) -> Result<PlaceId, Error> {
        let (code, zh, en) = named;
        let new =
            NewPlace { kind, parent, code: code.to_owned(), name_zh: zh.to_owned(), name_en: en.to_owned() };
        Ok(add_place(self.house, self.tx, &Actor::system(), &new)?.id)
    }

    fn hall(
        &mut self,
        n: usize,
        parent: PlaceId,
        named: (&str, &str, &str),
        weight: f64,
    ) -> Result<Stage, Error> {
        let (code, zh, en) = named;
        let mut facts = Facts::in_zone("Asia/Shanghai");
        facts.phone = format!("0571-5550{:04}", n % 10_000);
        let new =
            NewHall { parent, code: code.to_owned(), name_zh: zh.to_owned(), name_en: en.to_owned(), facts };
        let system = Actor::system();
        let place = create(self.house, self.tx, &system, &new)?;
        // open around the clock, so that something is going on whenever somebody looks
        let always = Hours(std::array::from_fn(|_| vec![[0, 1440]]));
        set_hours(self.house, self.tx, &system, place.id, &always)?;
        let first = n == 0;
        let count = if first { 5 } else { 4 };
        let login = |role: &str| if first { role.to_owned() } else { format!("{code}-{role}") };
        let (mut counters, mut clerks) = (Vec::new(), Vec::new());
        for number in 1..=count {
            counters.push(add_counter(self.house, self.tx, &system, place.id, &number.to_string(), None)?);
            let shown = first && number <= 2;
            let (id, name) = self.person(&login(&format!("clerk{number}")), Role::Clerk, place.id, shown)?;
            clerks.push(actor(id, name, Role::Clerk, &place.path));
        }
        let (id, name) = self.person(&login("guide"), Role::Guide, place.id, first)?;
        let guide = actor(id, name, Role::Guide, &place.path);
        let (id, name) = self.person(&login("manager"), Role::HallManager, place.id, first)?;
        let manager = actor(id, name, Role::HallManager, &place.path);
        Ok(Stage { hall: place.id, code: code.to_owned(), weight, counters, clerks, guide, manager })
    }

    fn person(
        &mut self,
        login: &str,
        role: Role,
        place: PlaceId,
        shown: bool,
    ) -> Result<(PersonId, String), Error> {
        let n = self.people;
        self.people += 1;
        let name = format!("{}{}", FAMILY[n % FAMILY.len()], GIVEN[(n / FAMILY.len() + n * 7) % GIVEN.len()]);
        let now = self.house.clock.now();
        let id = self.house.chance.id(now);
        let skills: Vec<&str> =
            Blueprint::service_hall().skills.iter().map(|skill| skill.id.as_str()).collect();
        let skills = serde_json::to_string(&skills).map_err(|error| Error::Internal(error.to_string()))?;
        let new = NewPerson {
            id,
            login,
            name: &name,
            password: self.password,
            language: self.plan.language,
            skills: &skills,
            role,
            place,
        };
        store::person(self.tx, &new, now)?;
        if shown {
            self.signs.push(Sign { login: login.to_owned(), name: name.clone(), role });
        }
        Ok((id, name))
    }
}

fn actor(id: PersonId, name: String, role: Role, path: &str) -> Actor {
    let grants = vec![Grant { role, path: path.to_owned() }];
    Actor { who: Who::Person(id), name, grants, ..Actor::system() }
}
