//! What is set.

/// The settings of a server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens: `ADDRESS:PORT`.
    pub listen: String,
    /// Where the data are: `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// How long the evaluator waits for an answer, in seconds.
    pub evaluator_s: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8300".to_owned(),
            database: "sqlite:peakend.db".to_owned(),
            evaluator_s: 20,
        }
    }
}
