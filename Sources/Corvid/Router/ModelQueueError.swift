/// Why a model's queue did not let a request through. The model never saw the request, so it is safe to send it
/// elsewhere or again.
public enum ModelQueueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Every waiting place is taken, and none by a request that is less urgent.
    case full(waiting: Int)
    /// The request was waiting and gave up its place to a more urgent one.
    case displaced
    /// The request's deadline or the queue's patience ran out after this time of waiting.
    case late(waited: Duration)
    /// The model failed several times in a row and is left alone for the time given; `nil` while one request is
    /// trying whether it works again.
    case open(retryAfter: Duration?)

    public var description: String {
        switch self {
        case .full(let waiting):
            "The model is busy and \(waiting) requests are waiting for it: try again later or use another model."
        case .displaced:
            "The request gave up its place in the model's queue to a more urgent one: try again later."
        case .late(let waited):
            "The request waited \(waited) for the model and its time ran out: allow more time or send fewer at once."
        case .open(let wait?):
            "The model failed repeatedly and takes no requests for \(wait): try again then or use another model."
        case .open(nil):
            "The model failed repeatedly and one request is trying it again: try again soon or use another model."
        }
    }
}
