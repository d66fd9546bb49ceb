//! Rows of the audit.

use super::Line;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{AuditId, PersonId, PlaceId, VisitId};
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

/// An act on a visit, as the event log has it.
#[derive(Debug, Clone)]
pub(crate) struct OnVisit {
    pub at: Instant,
    pub kind: String,
    pub actor: String,
    pub visit: VisitId,
    pub letter: String,
    pub number: i64,
}

impl Record for OnVisit {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            at: row.next()?,
            kind: row.next()?,
            actor: row.next()?,
            visit: row.next()?,
            letter: row.next()?,
            number: row.next()?,
        })
    }
}

/// Acts on visits in a hall, the newest first: by this actor, on tickets of this number, where either is said.
pub(crate) fn on_visits(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    [from, to]: [Instant; 2],
    actor: &str,
    ticket: Option<&(String, i64)>,
    limit: i64,
) -> Result<Vec<OnVisit>, Error> {
    let (letter, number) = ticket.map_or(("", 0), |(letter, number)| (letter.as_str(), *number));
    Ok(tx.all(
        "select e.at, e.kind, e.actor, v.id, v.letter, v.number
         from event e
         join visit v on v.id = e.visit
         where e.hall = ?1 and e.at >= ?2 and e.at < ?3
           and (?4 = '' or e.actor = ?4)
           and (?5 = '' or (v.letter = ?5 and v.number = ?6))
         order by e.at desc, e.seq desc
         limit ?7",
        &[hall.into(), from.into(), to.into(), actor.into(), letter.into(), number.into(), limit.into()],
    )?)
}

/// People of this name or login, removed ones too.
pub(crate) fn named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<PersonId>, Error> {
    let rows: Vec<(PersonId,)> = tx.all(
        "select id from person where lower(name) = lower(?1) or login = lower(?1) order by id limit 20",
        &[name.into()],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Somebody's name, as it is now.
pub(crate) fn name(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<String>, Error> {
    let row: Option<(String,)> = tx.first("select name from person where id = ?1", &[id.into()])?;
    Ok(row.map(|(name,)| name))
}

/// Acts that there are lines of.
pub(crate) fn acts(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx.all("select distinct act from audit_line order by act", &[])?;
    Ok(rows.into_iter().map(|(act,)| act).collect())
}
