//! Rows of the audit.

use super::Line;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::AuditId;
use crate::staff::Actor;
use db::{Record, Row, Tx};

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: AuditId,
    at: Instant,
    actor: &Actor,
    line: &Line<'_>,
    [before, after]: [Option<String>; 2],
) -> Result<(), Error> {
    tx.run(
        "insert into audit_line (id, at, actor, actor_name, act, path, subject, before, after, origin)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        &[
            id.into(),
            at.into(),
            actor.who.to_string().into(),
            (&actor.name).into(),
            line.act.into(),
            line.path.into(),
            line.subject.to_string().into(),
            before.into(),
            after.into(),
            (&actor.origin).into(),
        ],
    )?;
    Ok(())
}

/// A line as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub id: AuditId,
    pub at: Instant,
    pub actor: String,
    pub name: String,
    pub act: String,
    pub path: String,
    pub subject: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub origin: String,
}

impl Record for Kept {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            at: row.next()?,
            actor: row.next()?,
            name: row.next()?,
            act: row.next()?,
            path: row.next()?,
            subject: row.next()?,
            before: row.next()?,
            after: row.next()?,
            origin: row.next()?,
        })
    }
}

/// Lines that fit, the newest first. Lines that hold for the whole house have the path `/`, and show to who sees `/net/`.
pub(crate) fn list(tx: &mut Tx<'_>, wanted: &super::Wanted, limit: usize) -> Result<Vec<Kept>, Error> {
    let [from, to] = wanted.period;
    let path = if wanted.path == "/net/" { "/" } else { &wanted.path };
    Ok(tx.all(
        "select id, at, actor, actor_name, act, path, subject, before, after, origin
         from audit_line
         where substr(path, 1, length(?1)) = ?1
           and at >= ?2 and at < ?3
           and (?4 = '' or actor = ?4 or lower(actor_name) = lower(?4))
           and (?5 = '' or act = ?5)
           and id < ?6
         order by id desc
         limit ?7",
        &[
            path.into(),
            from.into(),
            to.into(),
            (&wanted.person).into(),
            (&wanted.act).into(),
            wanted.after.into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ],
    )?)
}

/// Acts that there are lines of.
pub(crate) fn acts(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx.all("select distinct act from audit_line order by act", &[])?;
    Ok(rows.into_iter().map(|(act,)| act).collect())
}
