//! The people who may log in.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::identifiers;
use super::permissions::{self, Permissions};
use crate::Error;

/// The cost of the hashes that the practice cat makes: the lowest there is, since its passwords are throw-away.
const COST: u32 = 4;

/// One user, as it is stored.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) permissions: Permissions,
    /// The bcrypt hash.
    password: String,
}

/// One user, as the API shows it.
#[derive(Serialize)]
pub(crate) struct Profile<'a> {
    username: &'a str,
    permissions: &'a Permissions,
    id: &'a str,
}

impl User {
    pub(crate) fn new(
        username: &str,
        password: &str,
        permissions: Permissions,
    ) -> Result<Self, Error> {
        let mut user = Self {
            id: identifiers::uuid()?,
            username: username.to_owned(),
            permissions,
            password: String::new(),
        };
        user.set_password(password)?;
        Ok(user)
    }

    /// Only the first 72 bytes count, as bcrypt has it.
    pub(crate) fn set_password(&mut self, password: &str) -> Result<(), Error> {
        self.password =
            bcrypt::hash(password, COST).map_err(|error| Error::System(error.to_string()))?;
        Ok(())
    }

    pub(crate) fn has_password(&self, password: &str) -> bool {
        bcrypt::verify(password, &self.password).unwrap_or(false)
    }

    pub(crate) fn profile(&self) -> Profile<'_> {
        Profile {
            username: &self.username,
            permissions: &self.permissions,
            id: &self.id,
        }
    }
}

/// All users, in the order in which they were created. Stored as an object with the ids as its keys.
#[derive(Clone, Default)]
pub(crate) struct Users(Vec<User>);

impl Users {
    /// The two users that every new installation has, passwords equal to their names.
    pub(crate) fn defaults() -> Result<Self, Error> {
        Ok(Self(vec![
            User::new("admin", "admin", permissions::full())?,
            User::new("user", "user", permissions::base())?,
        ]))
    }

    pub(crate) fn all(&self) -> &[User] {
        &self.0
    }

    pub(crate) fn find(&self, id: &str) -> Option<&User> {
        self.0.iter().find(|user| user.id == id)
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Option<&mut User> {
        self.0.iter_mut().find(|user| user.id == id)
    }

    pub(crate) fn named(&self, username: &str) -> Option<&User> {
        self.0.iter().find(|user| user.username == username)
    }

    pub(crate) fn add(&mut self, user: User) {
        self.0.push(user);
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<User> {
        let at = self.0.iter().position(|user| user.id == id)?;
        Some(self.0.remove(at))
    }
}

impl Serialize for Users {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for user in &self.0 {
            map.serialize_entry(&user.id, user)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Users {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Users;
            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("users by id")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Users, M::Error> {
                let mut users = Vec::new();
                while let Some((_, user)) = map.next_entry::<String, User>()? {
                    users.push(user);
                }
                Ok(Users(users))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
