//! The present of the network: customers come and clerks serve by themselves, at the pace that was asked for.

use super::act;
use super::floor::Floor;
use super::network::Stage;
use crate::house::House;
use crate::job::rest;
use crate::kernel::Instant;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::Duration;

/// Goes on from `began` until the server ends. A deed whose time has come is one act, as if a person had pressed; what somebody else did
/// before is refused like anybody's press, and the floor goes on from there.
pub(super) async fn go_on(
    house: House,
    stages: Vec<Stage>,
    mut floors: Vec<Floor>,
    began: Instant,
    speed: f64,
) {
    let stages: Vec<Arc<Stage>> = stages.into_iter().map(Arc::new).collect();
    let due = |floor: &Floor| floor.next_at();
    let mut next: BinaryHeap<Reverse<(Instant, usize)>> =
        floors.iter().enumerate().filter_map(|(n, floor)| Some(Reverse((due(floor)?, n)))).collect();
    while let Some(Reverse((at, n))) = next.pop() {
        if !until(&house, began, at, speed).await {
            return;
        }
        if let Some((at, deed)) = floors[n].next_until(at) {
            let (inside, stage) = (house.clone(), Arc::clone(&stages[n]));
            let done = house.db.write(move |tx| act::run(&inside, tx, &stage, deed)).await;
            match done {
                Ok(visit) => floors[n].done(at, deed, visit.as_ref()),
                Err(error) => {
                    if error.refusal().is_none() {
                        tracing::warn!(%error, "the demo goes on without");
                    }
                    floors[n].refused(at, deed);
                }
            }
        }
        next.extend(due(&floors[n]).map(|at| Reverse((at, n))));
    }
}

/// Waits until the simulated instant has come, which is `speed` times as fast as the clock from `began` on; says whether the
/// server goes on.
async fn until(house: &House, began: Instant, at: Instant, speed: f64) -> bool {
    let wanted_s = at.seconds_since(began) / speed;
    let left = wanted_s - house.clock.now().seconds_since(began);
    rest(house, Duration::from_secs_f64(left.max(0.0))).await
}
