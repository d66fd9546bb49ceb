//! One page of a long list, and where the next begins.

/// Where a page begins: after this key. Opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// A page of results.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The results, in their order.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// All there is, on one page.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// The same page with its results seen in another way.
    pub fn map<S>(self, see: impl FnMut(T) -> S) -> Page<S> {
        Page { items: self.items.into_iter().map(see).collect(), next: self.next }
    }

    /// A page of at most `limit` results of a whole list, after the one at which the page before ended; after one that is there
    /// no more, nothing.
    pub fn after(
        mut all: Vec<T>,
        last: Option<impl Fn(&T) -> bool>,
        limit: usize,
        key: impl Fn(&T) -> String,
    ) -> Self {
        if let Some(is_last) = last {
            let begin = all.iter().position(is_last).map_or(all.len(), |at| at + 1);
            all.drain(..begin);
        }
        Self::cut(all, limit, key)
    }

    /// A page of at most `limit` results from a list that was asked for one more than that.
    pub fn cut(mut items: Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(|last| Cursor(key(last))) } else { None };
        Self { items, next }
    }
}
