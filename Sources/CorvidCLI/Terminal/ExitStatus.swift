import Corvid
import CorvidEngine
import CorvidTrain

/// Exit codes, those of BSD's `sysexits.h` where one fits.
enum ExitStatus {
    static let success: Int32 = 0
    /// A document does not match, runs differ, a tool reports a failure: as `grep` and `cmp` have it.
    static let mismatch: Int32 = 1
    /// A limit of the budget, or of the reply's length, ended a run; what there is of the answer is printed.
    static let limitReached: Int32 = 2
    /// A run went in circles; the answer was made with what was known.
    static let wentInCircles: Int32 = 3
    /// Calls of a run wait for approval.
    static let awaitingApproval: Int32 = 4
    /// Wrong usage, or an option out of its range.
    static let usage: Int32 = 64
    /// The input is damaged, of an unknown kind, or too long.
    static let badData: Int32 = 65
    /// No such input.
    static let noInput: Int32 = 66
    /// A server cannot be reached, or refuses.
    static let unavailable: Int32 = 69
    static let internalError: Int32 = 70
    /// An output cannot be written.
    static let cannotCreate: Int32 = 73
    /// Interrupted with Ctrl-C: 128 and the signal's number, as shells have it.
    static let interrupted: Int32 = 130

    /// The exit code for an error of Corvid's own; nil for others.
    static func code(of error: any Error) -> Int32? {
        switch error {
        case let error as CheckpointError:
            switch error.code {
            case .unreadable: noInput
            case .unwritable: cannotCreate
            case .cancelled: interrupted
            default: badData
            }
        case let error as EngineError:
            switch error.code {
            case .optionOutOfRange, .vocabularyMismatch, .budgetTooSmall: usage
            case .contextOverflow, .emptyPrompt, .textTooShort, .badLogits, .everythingMasked, .tokenOutOfRange,
                .grammarFailed:
                badData
            case .unreadable: cannotCreate
            default: internalError
            }
        case let error as CommandFailure: error.status
        case is RecipeError: badData
        case let error as PluginError:
            switch error.kind {
            case .missing: noInput
            case .unavailable: unavailable
            case .invalid: badData
            case .usage: usage
            }
        case let error as AgentError:
            switch error.code {
            case .badOption, .unknownTool, .badTool: usage
            case .noAnswer: limitReached
            default: badData
            }
        case let error as ModelError: error.code == .engine ? internalError : badData
        case let error as TrainingError: error.code == .configuration ? usage : badData
        case is LessonProblem: badData
        case let error as RecordError:
            switch error.code {
            case .unreadable: noInput
            case .notAllowed: usage
            default: badData
            }
        default: nil
        }
    }

    /// The exit code for how a run ended.
    static func code(of reason: StopReason) -> Int32 {
        switch reason {
        case .answered: success
        case .length, .budget: limitReached
        case .loop: wentInCircles
        case .awaitingApproval: awaitingApproval
        }
    }
}

/// A failure of a command with its exit code and one sentence for the user.
struct CommandFailure: Error, CustomStringConvertible {
    var status: Int32
    var description: String

    init(_ status: Int32, _ description: String) {
        self.status = status
        self.description = description
    }
}
