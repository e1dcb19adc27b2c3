import CorvidGrammar
public import Logging
import Synchronization

/// What a call may know of the run that it belongs to.
public struct ToolContext: Sendable {
    public let callID: String
    /// When the call will be cancelled.
    public let deadline: ContinuousClock.Instant?
    /// What stands in the transcript so far.
    public let conversation: [Message]
    public let logger: Logger
    private let meter: ByteMeter

    /// A context for calls outside a run, such as tests and the command line's.
    public init(
        callID: String = "call_1", deadline: ContinuousClock.Instant? = nil, conversation: [Message] = [],
        maximumBytes: Int? = nil, logger: Logger = Logger(label: "corvid.tool")
    ) {
        self.init(
            callID: callID, deadline: deadline, conversation: conversation, logger: logger,
            meter: ByteMeter(limit: maximumBytes))
    }

    package init(
        callID: String, deadline: ContinuousClock.Instant?, conversation: [Message], logger: Logger, meter: ByteMeter
    ) {
        self.callID = callID
        self.deadline = deadline
        self.conversation = conversation
        self.logger = logger
        self.meter = meter
    }

    /// What is left of the run's budget for fetched bytes; nil without a bound.
    public var bytesLeft: Int? { meter.left }

    /// Counts bytes that the call brought in from outside.
    ///
    /// - Throws: `ToolError` once the run's budget for bytes is spent. The call should stop then.
    public func report(bytes: Int) throws(ToolError) { try meter.add(bytes) }
}

/// The bytes that the tools of a run have brought in.
package final class ByteMeter: Sendable {
    private let limit: Int?
    private let count: Mutex<Int>
    /// The meter of the whole run, of which this is one call's.
    private let whole: ByteMeter?

    package init(limit: Int?, used: Int = 0, partOf whole: ByteMeter? = nil) {
        self.limit = limit
        self.whole = whole
        count = Mutex(used)
    }

    package var used: Int { count.withLock { $0 } }
    package var left: Int? { limit.map { max(0, $0 - used) } ?? whole?.left }

    package func add(_ bytes: Int) throws(ToolError) {
        let used = count.withLock { count in
            count += bytes
            return count
        }
        if let limit, used > limit {
            throw ToolError("The run may bring in \(limit) bytes, and these are spent.", isRetryable: false)
        }
        try whole?.add(bytes)
    }
}
