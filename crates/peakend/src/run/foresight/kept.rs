//! Things that take long to make, kept for whoever asks next, each made once at a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What is kept under one key, and when it was last asked for.
struct Slot<V> {
    kept: tokio::sync::Mutex<Option<Arc<V>>>,
    asked: AtomicU64,
}

/// Things kept by a key. When there are too many, the one that was not asked for the longest goes.
pub(crate) struct Kept<K, V> {
    slots: Mutex<HashMap<K, Arc<Slot<V>>>>,
    most: usize,
    asks: AtomicU64,
}

impl<K: Eq + Hash + Clone, V> Kept<K, V> {
    /// At most so many.
    pub fn at_most(most: usize) -> Self {
        Self { slots: Mutex::default(), most, asks: AtomicU64::new(0) }
    }

    /// What is kept under this key if it still holds, else what `make` gives. Whoever asks for the same meanwhile waits for
    /// it and does not make it again.
    ///
    /// # Errors
    /// Those of `make`; then nothing is kept.
    pub async fn get<E>(
        &self,
        key: K,
        holds: impl Fn(&V) -> bool,
        make: impl Future<Output = Result<V, E>>,
    ) -> Result<Arc<V>, E> {
        let slot = self.slot(key);
        let mut kept = slot.kept.lock().await;
        if let Some(value) = kept.as_ref().filter(|value| holds(value)) {
            return Ok(Arc::clone(value));
        }
        let made = Arc::new(make.await?);
        *kept = Some(Arc::clone(&made));
        Ok(made)
    }

    /// What is kept under this key, if there is something and nobody is just making it anew.
    pub fn at_hand(&self, key: &K) -> Option<Arc<V>> {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.get(key)?;
        slot.kept.try_lock().ok()?.as_ref().map(Arc::clone)
    }

    /// Whether something can be kept under this key without another having to go.
    pub fn has_room_for(&self, key: &K) -> bool {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.len() < self.most || slots.contains_key(key)
    }

    fn slot(&self, key: K) -> Arc<Slot<V>> {
        let ask = self.asks.fetch_add(1, Ordering::Relaxed);
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if !slots.contains_key(&key) && slots.len() >= self.most {
            let longest = slots.iter().min_by_key(|(_, slot)| slot.asked.load(Ordering::Relaxed));
            if let Some(longest) = longest.map(|(key, _)| key.clone()) {
                slots.remove(&longest);
            }
        }
        let slot = slots.entry(key).or_insert_with(|| {
            Arc::new(Slot { kept: tokio::sync::Mutex::new(None), asked: AtomicU64::new(ask) })
        });
        slot.asked.store(ask, Ordering::Relaxed);
        Arc::clone(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn block<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn what_holds_is_made_once_and_what_does_not_is_made_anew() {
        let (kept, made) = (Kept::at_most(8), Cell::new(0));
        let make = || async {
            made.set(made.get() + 1);
            Ok::<_, ()>(made.get())
        };
        assert_eq!(*block(kept.get("a", |_| true, make())).unwrap(), 1);
        assert_eq!(*block(kept.get("a", |_| true, make())).unwrap(), 1);
        assert_eq!(*block(kept.get("a", |value| *value > 1, make())).unwrap(), 2);
        assert_eq!(*block(kept.get("b", |_| true, make())).unwrap(), 3);
    }

    #[test]
    fn what_fails_is_not_kept() {
        let kept = Kept::at_most(8);
        assert_eq!(block(kept.get("a", |_| true, async { Err::<u8, _>("no") })), Err("no"));
        assert_eq!(*block(kept.get("a", |_| true, async { Ok::<_, ()>(1) })).unwrap(), 1);
    }

    #[test]
    fn two_who_ask_at_once_share_what_is_made() {
        let (kept, made) = (Kept::at_most(8), Cell::new(0));
        let make = || async {
            tokio::task::yield_now().await;
            made.set(made.get() + 1);
            Ok::<_, ()>(made.get())
        };
        let (first, second) =
            block(async { tokio::join!(kept.get(1, |_| true, make()), kept.get(1, |_| true, make())) });
        assert_eq!((*first.unwrap(), *second.unwrap()), (1, 1));
    }

    #[test]
    fn a_full_house_has_room_for_those_who_are_there() {
        let kept = Kept::at_most(2);
        for key in ["a", "b"] {
            assert!(kept.has_room_for(&key));
            block(kept.get(key, |_| true, async { Ok::<_, ()>(1) })).unwrap();
        }
        assert!(kept.has_room_for(&"a") && !kept.has_room_for(&"c"));
    }

    #[test]
    fn the_one_not_asked_for_the_longest_goes() {
        let (kept, made) = (Kept::at_most(2), Cell::new(0));
        for key in [1, 2, 1, 3, 1, 2] {
            let make = async {
                made.set(made.get() + 1);
                Ok::<_, ()>(key)
            };
            block(kept.get(key, |_| true, make)).unwrap();
        }
        assert_eq!(made.get(), 4, "1, 2, 3 and 2 again");
    }
}
