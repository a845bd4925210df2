//! A model of the protocol of leases (`docs/leases.md`): every order of its steps over some nodes, a change, a request, and a clock that goes
//! on at any moment. Each rule of the protocol is left out in turn, to show that the checker then finds a request that is answered from
//! before the change, although it came after the change had returned.

mod world;

use stateright::{Checker, Model, Property};
use world::{Change, Fault, Node, Renewal, Request, Row, Step, World};

/// Checked in every state.
const PROMISE: &str = "no request that came after the change had returned is answered without it";

/// The length of a lease, in ticks. The wait for nodes that do not confirm is as long.
const LEASE: u8 = 2;
/// A row whose counter stands still for this many ticks may be deleted.
const STANDS_STILL: u8 = 3;
/// Steps over one or two nodes. Requests come to the first one; the second one never ends.
struct Protocol {
    nodes: usize,
    /// How often each node renews its lease at most. This and the last tick bound the number of states.
    renewals: [u8; 2],
    last_tick: u8,
    fault: Fault,
}

impl Protocol {
    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn step_of_node(&self, world: &mut World, step: Step) -> Option<()> {
        let (now, committed) = (world.now, world.change != Change::Planned);
        let (Step::Register(i)
        | Step::Ask(i)
        | Step::Answer(i)
        | Step::Publish(i)
        | Step::Confirm(i)
        | Step::BeginLease(i)
        | Step::End(i)
        | Step::DeleteRow(i)) = step
        else {
            return None;
        };
        let (node, row) = (world.nodes.get_mut(i)?, world.rows.get_mut(i)?);
        match (step, node.renewal) {
            (Step::Register(_), Renewal::Idle) if !node.has_row && !node.ending => {
                *row = Some(Row {
                    counter: 0,
                    confirmed: false,
                });
                node.has_row = true;
            }
            (Step::Ask(_), Renewal::Idle) if !node.ending && node.renewals < self.renewals[i] => {
                (node.has_row || self.has(Fault::JoinsWithoutRow)).then_some(())?;
                node.renewals += 1;
                node.renewal = Renewal::Sent { asked: now };
            }
            (Step::Answer(_), Renewal::Sent { asked }) => match row {
                Some(row) => {
                    row.counter += 1;
                    node.renewal = Renewal::Answered {
                        asked,
                        shown: committed,
                    };
                }
                None if self.has(Fault::GoesOnAfterSweep) || self.has(Fault::JoinsWithoutRow) => {
                    node.renewal = Renewal::Answered {
                        asked,
                        shown: committed,
                    };
                }
                None => *node = started_anew(*node),
            },
            (Step::Publish(_), Renewal::Answered { asked, shown }) => {
                if self.has(Fault::LeaseBeforeMemory) {
                    node.lease_ends = node.lease_ends.max(asked + LEASE);
                }
                node.renewal = Renewal::Published { asked, shown };
                node.knows |= shown && !self.has(Fault::LeaseBeforeMemory);
            }
            (Step::Confirm(_), Renewal::Published { asked, shown }) => {
                node.knows |= shown;
                match row {
                    Some(row) => {
                        row.counter += 1;
                        row.confirmed |= shown;
                        node.renewal = Renewal::Confirmed { asked };
                    }
                    None if self.has(Fault::GoesOnAfterSweep) || self.has(Fault::JoinsWithoutRow) => {
                        node.renewal = Renewal::Confirmed { asked };
                    }
                    None => *node = started_anew(*node),
                }
            }
            (Step::BeginLease(_), Renewal::Confirmed { asked }) => {
                let from = if self.has(Fault::CountedFromAnswer) { now } else { asked };
                node.lease_ends = node.lease_ends.max(from + LEASE);
                node.renewal = Renewal::Idle;
            }
            (Step::End(_), Renewal::Idle) if !node.ending => {
                node.ending = true;
                if !self.has(Fault::RowDeletedFirst) {
                    node.lease_ends = 0;
                }
            }
            (Step::DeleteRow(_), Renewal::Idle) if node.ending && row.is_some() => *row = None,
            (_, _) => return None,
        }
        Some(())
    }

    fn step_of_sweeper(&self, world: &mut World, step: Step) -> Option<()> {
        let (Step::See(i) | Step::Sweep(i)) = step else {
            return None;
        };
        let (row, seen) = (world.rows.get_mut(i)?, world.seen.get_mut(i)?);
        match step {
            Step::See(_) => {
                let counter = (*row)?.counter;
                seen.is_none_or(|(before, _)| before != counter).then_some(())?;
                *seen = Some((counter, world.now));
            }
            _ => {
                let (counter, since) = (*seen)?;
                let same = (*row)?.counter == counter || self.has(Fault::SweptBlindly);
                (same && world.now - since >= STANDS_STILL).then_some(())?;
                (*row, *seen) = (None, None);
            }
        }
        Some(())
    }

    fn step_of_change(&self, world: &mut World, step: Step) -> Option<()> {
        world.change = match (step, world.change) {
            (Step::Commit, Change::Planned) => Change::Committed { at: world.now },
            (Step::Look, Change::Committed { .. }) if world.rows.iter().flatten().all(|row| row.confirmed) => {
                Change::Returned { in_time: true }
            }
            (Step::GiveUpWaiting, Change::Committed { at }) => {
                let early = u8::from(self.has(Fault::ReturnsTooSoon));
                (world.now + early >= at + LEASE).then_some(())?;
                Change::Returned { in_time: false }
            }
            (_, _) => return None,
        };
        Some(())
    }

    fn step_of_request(&self, world: &mut World, step: Step) -> Option<()> {
        let is_valid = |node: usize| self.has(Fault::NoLease) || world.now < world.nodes[node].lease_ends;
        let last = self.has(Fault::CheckedAfterLookUp);
        world.request = match (step, world.request) {
            (Step::Come(node), Request::None) => Request::Came {
                node,
                after: matches!(world.change, Change::Returned { .. }),
            },
            (Step::Check, Request::Came { node, after }) if !last && is_valid(node) => Request::Checked { node, after },
            (Step::LookUp, Request::Checked { node, after }) => Request::Answered {
                after,
                knows: world.nodes[node].knows,
            },
            (Step::LookUp, Request::Came { node, after }) if last => Request::LookedUp {
                node,
                after,
                knows: world.nodes[node].knows,
            },
            (Step::Check, Request::LookedUp { node, after, knows }) if is_valid(node) => {
                Request::Answered { after, knows }
            }
            (_, _) => return None,
        };
        Some(())
    }
}

/// A node without a row registers again. Its memory stays until everything was read again.
fn started_anew(node: Node) -> Node {
    Node {
        has_row: false,
        lease_ends: 0,
        renewal: Renewal::Idle,
        ..node
    }
}

impl Model for Protocol {
    type State = World;
    type Action = Step;

    fn init_states(&self) -> Vec<World> {
        let node = Node {
            has_row: false,
            knows: false,
            lease_ends: 0,
            renewal: Renewal::Idle,
            renewals: 0,
            ending: false,
        };
        vec![World {
            now: 0,
            change: Change::Planned,
            rows: vec![None; self.nodes],
            nodes: vec![node; self.nodes],
            seen: vec![None; self.nodes],
            request: Request::None,
        }]
    }

    fn actions(&self, world: &World, steps: &mut Vec<Step>) {
        steps.extend([
            Step::Commit,
            Step::Look,
            Step::GiveUpWaiting,
            Step::Come(0),
            Step::Check,
            Step::LookUp,
        ]);
        if world.now < self.last_tick {
            steps.push(Step::Tick);
        }
        for node in 0..self.nodes {
            steps.extend([
                Step::Register(node),
                Step::Ask(node),
                Step::Answer(node),
                Step::Publish(node),
                Step::Confirm(node),
                Step::BeginLease(node),
            ]);
        }
        steps.extend([Step::End(0), Step::DeleteRow(0), Step::See(0), Step::Sweep(0)]);
    }

    fn next_state(&self, before: &World, step: Step) -> Option<World> {
        let mut world = before.clone();
        match step {
            Step::Tick => world.now += 1,
            Step::See(_) | Step::Sweep(_) => self.step_of_sweeper(&mut world, step)?,
            Step::Commit | Step::Look | Step::GiveUpWaiting => self.step_of_change(&mut world, step)?,
            Step::Come(_) | Step::Check | Step::LookUp => self.step_of_request(&mut world, step)?,
            _ => self.step_of_node(&mut world, step)?,
        }
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(PROMISE, |_, world: &World| {
                !matches!(
                    world.request,
                    Request::Answered {
                        after: true,
                        knows: false
                    }
                )
            }),
            Property::sometimes("a change returns because all nodes confirmed it", |_, world: &World| {
                world.change == Change::Returned { in_time: true } && world.rows.iter().flatten().count() > 0
            }),
            Property::sometimes(
                "a change returns although a node did not confirm it",
                |_, world: &World| world.change == Change::Returned { in_time: false },
            ),
            Property::sometimes("a later request is answered with the change", |_, world: &World| {
                matches!(
                    world.request,
                    Request::Answered {
                        after: true,
                        knows: true
                    }
                )
            }),
        ]
    }
}

const ONE_NODE: Protocol = Protocol {
    nodes: 1,
    renewals: [3, 0],
    last_tick: 6,
    fault: Fault::None,
};

const TWO_NODES: Protocol = Protocol {
    nodes: 2,
    renewals: [2, 1],
    last_tick: 3,
    fault: Fault::None,
};

#[test]
fn no_order_of_steps_breaks_the_promise() {
    for protocol in [ONE_NODE, TWO_NODES] {
        let checked = protocol.checker().threads(2).spawn_bfs().join();
        println!("{} states", checked.unique_state_count());
        checked.assert_properties();
    }
}

#[test]
fn each_rule_is_needed() {
    for fault in [
        Fault::NoLease,
        Fault::CountedFromAnswer,
        Fault::JoinsWithoutRow,
        Fault::GoesOnAfterSweep,
        Fault::LeaseBeforeMemory,
        Fault::CheckedAfterLookUp,
        Fault::RowDeletedFirst,
        Fault::SweptBlindly,
        Fault::ReturnsTooSoon,
    ] {
        let protocol = Protocol { fault, ..ONE_NODE };
        let checked = protocol.checker().threads(2).spawn_bfs().join();
        let path = checked
            .discovery(PROMISE)
            .unwrap_or_else(|| panic!("{fault:?} breaks nothing"));
        println!("{fault:?}: {:?}", path.into_actions());
    }
}
