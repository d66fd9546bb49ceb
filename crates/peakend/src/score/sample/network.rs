//! The halls of a simulated network.

use super::normal;
use rand::{Rng, RngExt};

/// A simulated hall.
#[derive(Debug, Clone)]
pub struct Hall {
    /// Its name: province, city, place.
    pub name: String,
    /// Its staff.
    pub staff: Vec<String>,
    /// Mean visits on an ordinary day.
    pub visits_a_day: f64,
    /// How warm and able its people are; standard normal between halls.
    pub warmth: f64,
    /// How short of counters it is; standard normal between halls.
    pub shortage: f64,
}

/// A simulated network.
#[derive(Debug, Clone)]
pub struct Network {
    /// Its halls.
    pub halls: Vec<Hall>,
}

const CITIES: [(&str, &str); 8] = [
    ("浙江", "杭州"),
    ("浙江", "宁波"),
    ("浙江", "温州"),
    ("四川", "成都"),
    ("四川", "绵阳"),
    ("广东", "广州"),
    ("广东", "深圳"),
    ("广东", "佛山"),
];
const PLACES: [&str; 16] = [
    "文三路",
    "中山路",
    "人民路",
    "解放路",
    "火车站",
    "体育馆",
    "大学城",
    "高新区",
    "东门",
    "西湖",
    "江滨",
    "新城",
    "老街",
    "开发区",
    "万达广场",
    "客运中心",
];
const FAMILY: [&str; 12] = ["林", "陈", "王", "张", "李", "周", "吴", "徐", "孙", "赵", "何", "郭"];
const GIVEN: [&str; 12] = ["晓", "静", "敏", "磊", "丽", "强", "婷", "军", "洁", "勇", "芳", "波"];

impl Network {
    /// Draws so many halls; a few are large, most are not.
    pub fn draw(halls: u32, rng: &mut impl Rng) -> Self {
        let halls = (0..halls as usize)
            .map(|place| {
                let (province, city) = CITIES[place % CITIES.len()];
                let round = place / CITIES.len();
                let again = round / PLACES.len();
                let number = if again == 0 { String::new() } else { format!("{}店", again + 1) };
                let name = format!("{province}·{city}·{}厅{number}", PLACES[(round + place) % PLACES.len()]);
                let visits_a_day = (30.0 * (1.1 * normal(rng)).exp()).clamp(0.5, 600.0);
                let posts = (visits_a_day / 25.0).ceil() as usize + 2;
                let staff = (0..posts).map(|post| person(post, rng)).collect();
                Hall { name, staff, visits_a_day, warmth: normal(rng), shortage: normal(rng) }
            })
            .collect();
        Self { halls }
    }
}

/// A name with a number, so that nobody's name is nobody real's.
fn person(post: usize, rng: &mut impl Rng) -> String {
    let family = FAMILY[rng.random_range(0..FAMILY.len())];
    let given = GIVEN[rng.random_range(0..GIVEN.len())];
    format!("{family}{given}{:02}", post + 1)
}

/// Weight of each hour from 9 to 17.
const HOURS: [f64; 9] = [0.9, 1.3, 1.2, 0.7, 0.8, 1.1, 1.2, 1.1, 0.7];

impl Hall {
    /// Seconds after midnight at which people arrive on a day, in order.
    pub fn arrivals(&self, day: u32, rng: &mut impl Rng) -> Vec<u32> {
        // 1 October 2026 is a Thursday: days 2 and 3 are the first weekend
        let weekend = if matches!(day % 7, 2 | 3) { 1.25 } else { 1.0 };
        let mean = self.visits_a_day * weekend;
        let count = (mean + mean.sqrt() * normal(rng)).round().max(0.0) as usize;
        let mut arrivals: Vec<u32> = (0..count)
            .map(|_| {
                let hours: Vec<(u32, f64)> = (9u32..).zip(HOURS).collect();
                super::pick(&hours, rng) * 3600 + rng.random_range(0..3600)
            })
            .collect();
        arrivals.sort_unstable();
        arrivals
    }

    /// How busy the hall is at a time of day: 1 on average.
    pub fn load(&self, second: u32) -> f64 {
        let hour = (second / 3600).clamp(9, 17) as usize - 9;
        HOURS[hour] * (0.06 * self.shortage).exp()
    }
}
