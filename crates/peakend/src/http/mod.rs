//! The server's edge: sessions, problems, live pages, assets.

pub mod live;
