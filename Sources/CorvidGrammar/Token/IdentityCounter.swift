import Synchronization

/// Numbers that are never given twice.
final class IdentityCounter: Sendable {
    private let last = Mutex<UInt64>(0)

    func next() -> UInt64 {
        last.withLock {
            $0 += 1
            return $0
        }
    }
}
