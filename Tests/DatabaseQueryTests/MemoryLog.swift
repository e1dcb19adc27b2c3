import Corvid
import Synchronization

/// Keeps a run's records in memory.
final class MemoryLog: RunLogStore {
    private let stored = Mutex<[RunRecord]>([])

    func append(_ record: RunRecord) throws { stored.withLock { $0.append(record) } }
    func records() -> [RunRecord] { stored.withLock { $0 } }
}
