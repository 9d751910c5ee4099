//! Several descriptions of one service, put over each other: by `extends`, and by an override file.

use std::collections::HashSet;

use super::{Compose, Service, Variable};

/// How far `extends` is followed. Real chains have two or three links; compose refuses a circle.
const EXTENDS_LIMIT: usize = 16;

impl Compose {
    /// This file with an override of the name `file` put over it, as compose does it: what the override says of a service
    /// counts, lists grow at their end.
    #[must_use]
    pub fn with(mut self, over: Self, file: &str) -> Self {
        for mut top in over.services {
            for variable in &mut top.environment {
                variable.file = Some(file.to_owned());
            }
            if !top.command.is_empty() {
                top.command_file = Some(file.to_owned());
            }
            // Lines of another file would point to nothing in this one.
            top.line = None;
            top.image_line = None;
            top.ports.iter_mut().for_each(|port| port.line = None);
            top.commented_env_file = None;
            top.volumes.iter_mut().for_each(|volume| volume.line = None);
            match self.services.iter().position(|base| base.name == top.name) {
                Some(at) => {
                    let base = self.services.remove(at);
                    self.services.insert(at, base.below(top));
                }
                None => self.services.push(top),
            }
        }
        self
    }

    /// Every service with what it extends below it; `parents` has the names, in the order of the services.
    pub(super) fn extended(self, parents: &[Option<String>]) -> Self {
        let services = (0..self.services.len()).map(|at| self.chain(at, parents));
        Self {
            services: services.collect(),
        }
    }

    fn chain(&self, at: usize, parents: &[Option<String>]) -> Service {
        let mut service = self.services[at].clone();
        let mut above = parents[at].as_ref();
        for _ in 0..EXTENDS_LIMIT {
            let parent =
                above.and_then(|name| self.services.iter().position(|one| one.name == *name));
            let Some(parent) = parent else { break };
            service = self.services[parent].clone().below(service);
            above = parents[parent].as_ref();
        }
        service
    }
}

impl Service {
    /// This service with what `top` says of it put over it.
    fn below(self, top: Self) -> Self {
        let set: HashSet<&str> = (top.environment.iter())
            .map(|variable| variable.key.as_str())
            .collect();
        let kept = |variable: &Variable| !set.contains(variable.key.as_str());
        let own_command = top.command.is_empty();
        let own_entrypoint = top.entrypoint.is_empty();
        Self {
            environment: (self.environment.into_iter().filter(kept))
                .chain(top.environment.iter().cloned())
                .collect(),
            name: top.name,
            extends_elsewhere: self.extends_elsewhere || top.extends_elsewhere,
            line: top.line.or(self.line),
            image_line: match top.image {
                Some(_) => top.image_line,
                None => self.image_line,
            },
            image: top.image.or(self.image),
            builds: self.builds || top.builds,
            container_name: top.container_name.or(self.container_name),
            env_files: [self.env_files, top.env_files].concat(),
            commented_env_file: top.commented_env_file.or(self.commented_env_file),
            ports: [self.ports, top.ports].concat(),
            command: if own_command {
                self.command
            } else {
                top.command
            },
            command_line: if own_command {
                self.command_line
            } else {
                top.command_line
            },
            command_file: if own_command {
                self.command_file
            } else {
                top.command_file
            },
            entrypoint: if own_entrypoint {
                self.entrypoint
            } else {
                top.entrypoint
            },
            entrypoint_line: if own_entrypoint {
                self.entrypoint_line
            } else {
                None
            },
            volumes: [self.volumes, top.volumes].concat(),
        }
    }
}
