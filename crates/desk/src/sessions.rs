//! Sessions: who has signed in, by the fingerprint of a cookie that nobody else has.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use disclosure::Audience;

use crate::accounts::{Account, AccountName, Accounts};
use crate::moment::Moment;
use crate::role::Role;
use crate::secret::{Fingerprint, Random, Secret};

/// Somebody who has been let in, as they are at this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    name: String,
    audience: Audience,
}

impl Session {
    pub(crate) const fn new(name: String, audience: Audience) -> Session {
        Session { name, audience }
    }

    pub(crate) fn of(account: &Account) -> Session {
        Session::new(account.name.to_string(), account.audience.clone())
    }

    /// Who it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whose eyes they have.
    #[must_use]
    pub const fn audience(&self) -> &Audience {
        &self.audience
    }

    /// Why they are let in.
    #[must_use]
    pub const fn role(&self) -> Role {
        Role::of(&self.audience)
    }
}

/// What a session rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// An account, for as long as it is there and its password is the same.
    Account { name: AccountName, password: Fingerprint },
    /// An ID token of the organisation's own sign-in; what it said holds until the session ends.
    IdToken(Session),
}

impl Ground {
    pub(crate) fn account(account: &Account) -> Ground {
        Ground::Account { name: account.name.clone(), password: account.password.fingerprint() }
    }

    /// Who that is just now, if it still carries.
    fn stands(&self, accounts: &Accounts) -> Option<Session> {
        match self {
            Ground::Account { name, password } => {
                let account = accounts.find(name)?;
                (account.password.fingerprint() == *password).then(|| Session::of(account))
            }
            Ground::IdToken(session) => Some(session.clone()),
        }
    }
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a request.
    pub idle: Duration,
    /// In all.
    pub whole: Duration,
}

impl Default for SessionLimits {
    fn default() -> SessionLimits {
        SessionLimits { idle: Duration::from_secs(60 * 60), whole: Duration::from_secs(10 * 60 * 60) }
    }
}

/// The most sessions at a time; the one that was used longest ago makes room.
const SESSIONS_MAX: usize = 10_000;

#[derive(Debug)]
struct Kept {
    ground: Ground,
    begun: Moment,
    used: Moment,
}

/// Every session, in memory only: a restart ends them all.
#[derive(Debug)]
pub(crate) struct Sessions {
    limits: SessionLimits,
    kept: Mutex<BTreeMap<Fingerprint, Kept>>,
}

impl Sessions {
    pub(crate) fn new(limits: SessionLimits) -> Sessions {
        Sessions { limits, kept: Mutex::default() }
    }

    /// Begins a session; what comes back goes into the cookie.
    pub(crate) fn begin(&self, ground: Ground, now: Moment, random: &Random) -> Secret {
        let secret = Secret::draw(random);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, session| self.lasts(session, now));
        if kept.len() >= SESSIONS_MAX {
            let oldest = kept.iter().min_by_key(|(_, session)| session.used).map(|(fingerprint, _)| *fingerprint);
            oldest.and_then(|oldest| kept.remove(&oldest));
        }
        kept.insert(secret.fingerprint(), Kept { ground, begun: now, used: now });
        secret
    }

    /// Who has this cookie, if the session still lasts.
    pub(crate) fn find(&self, cookie: &str, now: Moment, accounts: &Accounts) -> Option<Session> {
        let fingerprint = Fingerprint::of(cookie);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let session = kept.get_mut(&fingerprint)?;
        let stands = if self.lasts(session, now) { session.ground.stands(accounts) } else { None };
        match stands {
            Some(_) => session.used = session.used.max(now),
            None => drop(kept.remove(&fingerprint)),
        }
        stands
    }

    /// Ends the session of a cookie.
    pub(crate) fn end(&self, cookie: &str) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&Fingerprint::of(cookie));
    }

    fn lasts(&self, session: &Kept, now: Moment) -> bool {
        now.since(session.used) < self.limits.idle && now.since(session.begun) < self.limits.whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::PasswordHash;

    fn accounts() -> Accounts {
        let mut accounts = Accounts::default();
        accounts
            .add(Account {
                name: AccountName::new("kari").unwrap(),
                audience: Audience::Hr,
                password: PasswordHash::nobody(),
                tokens: Vec::new(),
            })
            .unwrap();
        accounts
    }

    fn counting() -> Random {
        let mut next = 0_u8;
        Random::new(move |bytes| {
            next += 1;
            bytes.fill(next);
        })
    }

    #[test]
    fn a_session_ends_after_an_idle_hour_and_after_ten_hours_of_use() {
        let (sessions, accounts, random) = (Sessions::new(SessionLimits::default()), accounts(), counting());
        let ground = || Ground::account(accounts.iter().next().unwrap());
        let at = Moment::from_unix;
        let idle = sessions.begin(ground(), at(0), &random);
        assert_eq!(sessions.find(idle.reveal(), at(3_599), &accounts).unwrap().name(), "kari");
        assert!(sessions.find(idle.reveal(), at(3_599 + 3_600), &accounts).is_none());
        assert!(sessions.find(idle.reveal(), at(3_600), &accounts).is_none(), "what has ended stays ended");
        let busy = sessions.begin(ground(), at(0), &random);
        for minute in 1..600 {
            assert!(sessions.find(busy.reveal(), at(minute * 60), &accounts).is_some(), "{minute}");
        }
        assert!(sessions.find(busy.reveal(), at(36_000), &accounts).is_none());
    }

    #[test]
    fn a_session_ends_with_its_account_its_password_and_its_cookie() {
        let (sessions, random, now) = (Sessions::new(SessionLimits::default()), counting(), Moment::from_unix(9));
        let (full, name) = (accounts(), AccountName::new("kari").unwrap());
        let begin = || sessions.begin(Ground::account(full.find(&name).unwrap()), now, &random);
        let (one, two, three) = (begin(), begin(), begin());
        assert!(sessions.find("guess", now, &full).is_none());
        assert!(sessions.find(one.reveal(), now, &Accounts::default()).is_none());
        let mut changed = full.clone();
        let other = PasswordHash::nobody().as_str().replace("$AAAAAAAAAAAAAAAAAAAAAA$", "$BAAAAAAAAAAAAAAAAAAAAA$");
        changed.set_password(&name, PasswordHash::parse(&other).unwrap()).unwrap();
        assert!(sessions.find(two.reveal(), now, &changed).is_none());
        assert!(sessions.find(three.reveal(), now, &full).is_some());
        sessions.end(three.reveal());
        assert!(sessions.find(three.reveal(), now, &full).is_none());
    }
}
