//! What a model of the leases consists of: the clock, the table of nodes, the nodes, a change and a request.

/// A rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Requests are answered without a look at the lease.
    NoLease,
    /// The lease counts from the answer of the renewal, not from its question.
    CountedFromAnswer,
    /// A node renews its lease before it has a row.
    JoinsWithoutRow,
    /// A node renews its lease although its row was deleted.
    GoesOnAfterSweep,
    /// The lease begins before the memory has what the renewal brought.
    LeaseBeforeMemory,
    /// The lease is checked after the look-up.
    CheckedAfterLookUp,
    /// A node that ends deletes its row before it stops answering.
    RowDeletedFirst,
    /// A row is deleted although its counter went on.
    SweptBlindly,
    /// A change returns one tick before the leases that do not know it have lapsed.
    ReturnsTooSoon,
}

/// What an action that changes something has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    Planned,
    Committed { at: u8 },
    Returned { in_time: bool },
}

/// A row of the table `nodes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    pub counter: u8,
    pub confirmed: bool,
}

/// How far a node's renewal has come. `shown` is whether it shows the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renewal {
    Idle,
    Sent { asked: u8 },
    Answered { asked: u8, shown: bool },
    Published { asked: u8, shown: bool },
    Confirmed { asked: u8 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    pub has_row: bool,
    /// Whether its memory includes the change.
    pub knows: bool,
    pub lease_ends: u8,
    pub renewal: Renewal,
    pub renewals: u8,
    pub ending: bool,
}

/// A request at a node. `after` is whether it came after the change had returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    None,
    Came { node: usize, after: bool },
    Checked { node: usize, after: bool },
    LookedUp { node: usize, after: bool, knows: bool },
    Answered { after: bool, knows: bool },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub now: u8,
    pub change: Change,
    pub rows: Vec<Option<Row>>,
    pub nodes: Vec<Node>,
    /// The counters that a sweeper saw, and since when.
    pub seen: Vec<Option<(u8, u8)>>,
    pub request: Request,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Tick,
    Register(usize),
    Ask(usize),
    Answer(usize),
    Publish(usize),
    Confirm(usize),
    BeginLease(usize),
    End(usize),
    DeleteRow(usize),
    See(usize),
    Sweep(usize),
    Commit,
    Look,
    GiveUpWaiting,
    Come(usize),
    Check,
    LookUp,
}
