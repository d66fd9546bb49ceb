//! Rows of the audit.

use super::Line;
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::AuditId;
use crate::staff::Actor;
use db::Tx;

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
