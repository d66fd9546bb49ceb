//! What is learnt from a log, held against published values and against logs of which the truth is known.

use flow::learn::card::{Reason, Trial, card, least_inside};
use flow::learn::fit::{self, Family};
use flow::learn::{End, Learnt, Log, Odd, Seen, Survival, Waited, services};
use flow::twin::{Law, Wrong};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn close(found: f64, expected: f64, by: f64) -> bool {
    (found - expected).abs() <= by
}

/// Remission of leukaemia under 6-MP, weeks: E. J. Freireich et al., Blood 21 (1963) 699–716; the curve and its standard errors as in
/// D. R. Cox & D. Oakes, *Analysis of survival data*, 1984.
fn remissions() -> Vec<Waited> {
    let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|s| Waited { s: f64::from(s), left: true });
    let cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|s| Waited { s: f64::from(s), left: false });
    ended.into_iter().chain(cut).collect()
}

#[test]
fn the_curve_of_a_published_study_is_the_published_one() {
    let curve = Survival::of(remissions()).unwrap();
    let published = [
        (6.0, 0.857, 0.0764),
        (7.0, 0.807, 0.0869),
        (10.0, 0.753, 0.0963),
        (13.0, 0.690, 0.1068),
        (16.0, 0.627, 0.1141),
        (22.0, 0.538, 0.1282),
        (23.0, 0.448, 0.1346),
    ];
    assert_eq!(curve.points().len(), published.len());
    for (point, (s, survival, error)) in curve.points().iter().zip(published) {
        assert!(point.s == s && close(point.survival, survival, 5e-4), "{point:?}");
        assert!(close(point.survival * point.relative_variance.sqrt(), error, 5e-4), "{point:?}");
    }
    assert_eq!((curve.survival(5.9), curve.quantile_s(0.5)), (1.0, 23.0));
    let [low, high] = curve.interval(22.5).unwrap();
    assert!(low > 0.25 && high < 0.78, "{low} {high}");
}

#[test]
fn beyond_the_last_who_left_the_curve_goes_on_falling_and_so_does_its_law() {
    let curve = Survival::of(remissions()).unwrap();
    assert!(curve.interval(30.0).is_none(), "of that the data say nothing");
    assert!(curve.survival(30.0) < curve.survival(23.0) && curve.survival(30.0) > 0.2);
    let law = curve.law(200);
    assert!(close(law.survival(40.0), curve.survival(40.0), 0.02));
    assert!(law.survival(1e9) <= 0.001 + 1e-12, "all but one in a thousand leave in the end");
}

#[test]
fn where_nobody_left_everybody_waits_for_ever() {
    let curve = Survival::of([Waited { s: 30.0, left: false }]).unwrap();
    assert_eq!((curve.survival(1e6), curve.quantile_s(0.1)), (1.0, f64::INFINITY));
    assert_eq!(curve.law(10), Law::never());
    assert!(Survival::of([]).is_none());
    assert!(Survival::of([Waited { s: -1.0, left: true }, Waited { s: f64::NAN, left: true }]).is_none());
}

/// Times of a law at evenly spread shares.
fn drawn(law: &Law, n: u32) -> Vec<f64> {
    (0..n).map(|at| law.quantile((f64::from(at) + 0.5) / f64::from(n))).collect()
}

#[test]
fn the_family_that_made_the_times_is_found_with_its_parameters() {
    let made = [
        (Family::Exponential, Law::exponential(200.0).unwrap()),
        (Family::Gamma, Law::gamma(300.0, 0.5).unwrap()),
        (Family::LogNormal, Law::log_normal(190.0, 1.2).unwrap()),
    ];
    for (family, law) in made {
        let fits = fit::times(&drawn(&law, 4_000));
        assert_eq!(fits[0].family, family, "{fits:?}");
        assert!(close(fits[0].law.mean_s() / law.mean_s(), 1.0, 0.01), "{fits:?}");
        assert!(fits[0].distance < 0.01 && fits[0].distance < fits[2].distance, "{fits:?}");
        assert!(close(fits[0].law.survival(250.0), law.survival(250.0), 0.01));
    }
    assert!(fit::times(&[60.0; 50]).is_empty() && fit::times(&[1.0, 2.0]).is_empty());
}

#[test]
fn patience_is_found_although_most_are_called_before_it_ends() {
    let (patience, offered) = (Law::weibull(400.0, 0.8).unwrap(), Law::exponential(90.0).unwrap());
    let mut rng = Pcg64::seed_from_u64(7);
    let waits: Vec<Waited> = (0..20_000)
        .map(|_| {
            let (mine, called) = (patience.quantile(rng.random()), offered.quantile(rng.random()));
            Waited { s: mine.min(called), left: mine < called }
        })
        .collect();
    let curve = Survival::of(waits.iter().copied()).unwrap();
    assert!(curve.left() < 6_000, "{}", curve.left());
    for s in [10.0, 60.0, 200.0] {
        assert!(close(curve.survival(s), patience.survival(s), 0.02), "{s}: {}", curve.survival(s));
    }
    let fits = fit::patience(&waits, &curve);
    assert_eq!(fits[0].family, Family::Weibull);
    assert!(close(fits[0].law.survival(120.0), patience.survival(120.0), 0.01), "{fits:?}");
}

#[test]
fn greenwoods_interval_covers_in_19_of_20_samples() {
    let (patience, offered) = (Law::weibull(400.0, 0.8).unwrap(), Law::exponential(90.0).unwrap());
    let mut rng = Pcg64::seed_from_u64(8);
    let mut covered = 0;
    for _ in 0..1_000 {
        let waits = (0..300).map(|_| {
            let (mine, called) = (patience.quantile(rng.random()), offered.quantile(rng.random()));
            Waited { s: mine.min(called), left: mine < called }
        });
        let [low, high] = Survival::of(waits).unwrap().interval(60.0).unwrap();
        covered += u32::from((low..=high).contains(&patience.survival(60.0)));
    }
    assert!((930..=970).contains(&covered), "{covered} of 1,000");
}

fn served(line: u64, day: i32, arrived_s: i64, waited_s: i64, service_s: i64, person: u32) -> Seen {
    let us = |s: i64| s * 1_000_000;
    let called_us = us(arrived_s + waited_s);
    Seen {
        line,
        day,
        purpose: 0,
        arrived_us: us(arrived_s),
        first: true,
        called_us: Some(called_us),
        started_us: Some(called_us),
        ended_us: Some(called_us + us(service_s)),
        person: Some(person),
        end: End::Served,
        onward: None,
    }
}

/// One counter, five minutes each, somebody each ten minutes from nine to noon.
fn calm(days: std::ops::Range<i32>) -> Vec<Seen> {
    let of = |day| {
        (0..18).map(move |n| {
            served((day * 100 + n) as u64, day, 32_400 + 600 * i64::from(n), 0, 290 + i64::from(n), 1)
        })
    };
    days.flat_map(of).collect()
}

#[test]
fn what_cannot_be_is_named_with_its_line_and_value() {
    let mut seen = calm(0..20);
    seen.push(served(9_001, 3, 40_000, -30, 300, 1));
    seen.push(served(9_002, 3, 50_000, 0, -60, 1));
    seen.push(served(9_003, 3, 60_000, 0, 0, 1));
    seen.push(served(9_004, 3, 61_000, 0, 3 * 86_400, 1));
    seen.push(served(9_005, 3, 70_000, 90_000, 300, 1));
    let log = Log::sift(seen);
    let told: Vec<(u64, Odd, f64)> = log.oddities.iter().map(|odd| (odd.line, odd.odd, odd.s)).collect();
    assert_eq!(
        told,
        [
            (9_001, Odd::WaitsNegative, -30.0),
            (9_002, Odd::EndsBeforeItBegins, -60.0),
            (9_003, Odd::NoTime, 0.0),
            (9_004, Odd::TooLong, 259_200.0),
            (9_005, Odd::WaitsDays, 90_000.0),
        ]
    );
    assert_eq!((log.lines, log.seen.len()), (365, 363));
    let longest = services::by_purpose(&log)[0].times_s.iter().copied().fold(0.0, f64::max);
    assert_eq!(longest, 307.0, "a forgotten service is not learnt from");
}

#[test]
fn a_night_shift_belongs_to_the_evening_on_which_it_began() {
    let night = |day: i32| {
        (0..36).map(move |n| {
            let at = 79_200 + 600 * i64::from(n);
            served((day * 100 + n) as u64, day + (at / 86_400) as i32, at % 86_400, 0, 300, 1)
        })
    };
    let mut log = Log::sift((0..10).flat_map(night).collect());
    assert_eq!(log.days().len(), 11);
    let cut = log.cut_days();
    assert!((14_400_000_000..=43_200_000_000).contains(&cut), "{cut}");
    assert_eq!(log.days(), (0..10).collect::<Vec<_>>());
    let learnt = Learnt::from(&log);
    assert_eq!(learnt.arrivals.open_steps(2), Some((88, 112)), "from ten in the evening to four");
    assert_eq!(learnt.staff[0].at_work(108), 1);
}

#[test]
fn a_service_a_forgotten_day_and_a_person_of_few_services_are_drawn_toward_the_others() {
    let mut rng = Pcg64::seed_from_u64(3);
    let law = Law::log_normal(300.0, 0.8).unwrap();
    let mut seen = Vec::new();
    for n in 0..900_i64 {
        // person 2 takes half as long again; person 3 has served twice, and took very long
        let person = if n < 2 { 3 } else { (n % 2) as u32 + 1 };
        let times = if person == 2 { 1.5 } else { 1.0 };
        let s = if n < 2 { 2_400.0 } else { times * law.quantile(rng.random()) };
        seen.push(served(n as u64, (n / 18) as i32, 32_400 + 600 * (n % 18), 0, s as i64 + 1, person));
    }
    let log = Log::sift(seen);
    let paces = services::paces(&log, &services::by_purpose(&log));
    let of = |person: u32| paces.iter().find(|pace| pace.person == person).unwrap();
    assert!(close(of(2).pace / of(1).pace, 1.5, 0.2), "{paces:?}");
    assert!(of(3).raw > 6.0 && of(3).pace < 0.75 * of(3).raw, "{paces:?}");
}

#[test]
fn services_that_always_took_the_same_time_take_that_time() {
    for n in [2, 9, 10, 99, 100] {
        let seen = (0..n).map(|n| served(n as u64, 0, 32_400 + 300 * n, 0, 240, 1));
        let services = services::by_purpose(&Log::sift(seen.collect()));
        let law = services[0].law.clone().unwrap();
        assert!(close(law.mean_s(), 240.0, 1e-9) && close(law.quantile(0.99), 240.0, 1e-9), "{n}: {law:?}");
    }
}

#[test]
fn somebody_who_lets_others_wait_for_long_was_away() {
    let mut seen = vec![served(1, 0, 32_400, 0, 300, 1), served(2, 0, 32_400, 0, 900, 2)];
    // from 9:10 to 9:40 somebody waits; person 2 calls all the while, person 1 is back at 9:40
    seen.extend((0..6).map(|n| served(10 + n as u64, 0, 33_000 + 300 * n, 300, 295, 2)));
    seen.push(served(30, 0, 34_500, 300, 300, 1));
    let days = flow::learn::staff::days(&Log::sift(seen));
    let shifts = |person: u32| days[0].people.iter().find(|(who, _)| *who == person).unwrap().1.len();
    assert_eq!((shifts(1), shifts(2)), (2, 1));
    assert_eq!(days[0].at_work(37), 1, "a quarter past nine");
}

#[test]
fn an_empty_log_and_one_customer_in_a_year_teach_nothing_and_say_so() {
    let trial = Trial { from_day: 1, replications: 20, seed: 1, staff_known: false };
    for seen in [Vec::new(), calm(0..1)[..1].to_vec()] {
        let log = Log::sift(seen);
        let learnt = Learnt::from(&log);
        assert!(learnt.patience.is_none() && learnt.services.iter().all(|services| services.fits.is_empty()));
        let card = card(&log, &trial, &|_| {});
        assert!(
            !card.trust() && card.reasons.contains(&Reason::FewDaysHeld { days: 0 }),
            "{:?}",
            card.reasons
        );
    }
}

#[test]
fn days_on_which_an_interval_may_miss_are_those_of_the_binomial_law() {
    // P(X ≤ 3 | 5, .9) = .081, P(X ≤ 2 | 5, .9) = .009; P(X ≤ 25 | 30, .9) = .175, P(X ≤ 23 | 30, .9) = .026
    assert_eq!((least_inside(5), least_inside(30), least_inside(0)), (3, 24, 0));
}

#[test]
fn a_day_of_the_year_9999_is_set_aside_and_gaps_are_still_found_at_once() {
    let mut seen = calm(0..20);
    seen.retain(|seen| seen.day != 11);
    let (rest, far) = (seen.len(), 2_932_896);
    seen.push(served(7_777, far, 32_400, 0, 300, 1));
    let mut log = Log::sift(seen);
    assert!(log.gaps().is_empty(), "of three million days hardly any is written");
    assert_eq!(log.drop_far(), [(7_777, far)]);
    assert_eq!((log.seen.len(), log.gaps()), (rest, vec![11]));
    assert!(log.drop_far().is_empty());
    assert!(Learnt::from(&log).arrivals.day_mean.iter().all(|mean| *mean > 10.0));
}

#[test]
fn a_hall_that_cannot_be_simulated_is_a_reason_and_no_end_without_end() {
    let trial = Trial { from_day: 15, replications: 5, seed: 1, staff_known: false };
    let why = |seen: Vec<Seen>| {
        let card = card(&Log::sift(seen), &trial, &|_| {});
        let [Reason::CannotBeSimulated { fault, .. }] = card.reasons.as_slice() else {
            panic!("{:?}", card.reasons)
        };
        assert!(!card.trust() && card.days.is_empty());
        fault.wrong
    };
    // thirty-six a day for the figures of a day to count
    let busy = || calm(0..20).into_iter().flat_map(|seen| [seen, Seen { line: seen.line + 50, ..seen }]);
    let round = busy().map(|seen| Seen { onward: Some(0), ..seen });
    assert_eq!(why(round.collect()), Wrong::Endless);
    let crowd = busy().flat_map(|seen| {
        (0..30).map(move |n| Seen { person: Some(n * 100 + (seen.line % 100) as u32), ..seen })
    });
    assert_eq!(why(crowd.collect()), Wrong::TooMany);
    let many = busy().enumerate().map(|(n, seen)| Seen { purpose: n % 300, ..seen });
    assert_eq!(why(many.collect()), Wrong::Unknown);
}

#[test]
fn a_purpose_that_comes_up_only_on_the_days_held_out_is_no_fault() {
    let trial = Trial { from_day: 12, replications: 5, seed: 1, staff_known: false };
    let busy = calm(0..20).into_iter().flat_map(|seen| [seen, Seen { line: seen.line + 50, ..seen }]);
    let new = busy.map(|seen| Seen { purpose: usize::from(seen.day > 13 && seen.line % 3 == 0), ..seen });
    let card = card(&Log::sift(new.collect()), &trial, &|_| {});
    assert_eq!(card.days.len(), 8, "{:?}", card.reasons);
}
