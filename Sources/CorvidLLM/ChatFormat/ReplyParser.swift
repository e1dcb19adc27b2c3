public import Corvid
public import CorvidEngine
import CorvidGrammar

/// Reads a reply as it comes: text, calls, arguments, in the syntax of a model.
///
/// It accepts exactly what ``ChatFormat/replyGrammar(for:)`` admits. Of anything else no byte is lost: what begins like a
/// call and turns out to be none is text.
public struct ReplyParser: Sendable {
    private enum State: Sendable, Equatable {
        case text
        /// Fixed bytes up to the next name.
        case opening([UInt8])
        case name
        case arguments
        /// Behind the arguments: identifier, tail, separator or closing.
        case ending
        /// All calls are read; what follows is text.
        case done
    }

    private let pieces: CallPieces
    private let notation: CallSyntax.Notation
    private let tokenizer: Tokenizer
    private let tools: [ToolDefinition]
    private let numbers: ConversationNumbers
    /// Calls may occur at all.
    private let readsCalls: Bool
    private let isAtStartOnly: Bool
    /// What is dropped where the reply begins.
    private var dropped: [UInt8]

    private var state = State.text
    /// Bytes that are not decided yet.
    private var pending: [UInt8] = []
    /// Everything since the marker, to fall back on.
    private var raw: [UInt8] = []
    private var isAtStart = true
    /// Bytes of text that do not make a character yet.
    private var partial: [UInt8] = []
    private var name = ""
    private var scanner = JSONEnd()
    private var argumentBytes: [UInt8] = []
    private var text = ""
    private var calls: [ToolCall] = []
    private var events: [ModelEvent] = []

    /// A parser for the reply to a request.
    public init(format: ChatFormat, request: ModelRequest) {
        tokenizer = format.tokenizer
        pieces = format.pieces
        notation = format.syntax.notation
        tools = request.tools
        numbers = ConversationNumbers(request.messages)
        readsCalls = !request.tools.isEmpty && request.toolChoice != .none
        isAtStartOnly = format.syntax.isAtStartOnly || request.outputSchema != nil
        dropped = format.closingOfThought(for: request) ?? []
    }

    /// Takes a token of the reply and returns what became certain.
    public mutating func take(_ token: TokenID) -> [ModelEvent] {
        take(bytes: tokenizer.isSpecial(token) ? TokenTrie.spelling(special: Int(token)) : tokenizer.bytes(of: token))
    }

    /// Takes bytes as grammars see them: special tokens are 0xFF and their number in four bytes.
    package mutating func take(bytes: [UInt8]) -> [ModelEvent] {
        pending += bytes
        run()
        return drain()
    }

    /// Ends the reply and returns what was still open, and the whole reply as the last event.
    ///
    /// A call that the reply's end cut short is no call; when its name was known already its bytes are dropped.
    public mutating func finish(
        _ reason: ModelReply.FinishReason, usage: Usage = Usage(), _ confidence: ReplyConfidence? = nil
    ) -> [ModelEvent] {
        run(isLast: true)
        switch state {
        case .text, .done: break
        case .opening, .name: write(raw + pending)
        // Behind the arguments all that counts is there.
        case .ending: completeCall()
        case .arguments: break
        }
        if !partial.isEmpty {
            emit(String(decoding: partial, as: UTF8.self))
            partial = []
        }
        return drain()
            + [
                .reply(
                    ModelReply(
                        text: text, toolCalls: calls, finishReason: reason, usage: usage, confidence: confidence))
            ]
    }

    private mutating func drain() -> [ModelEvent] {
        defer { events = [] }
        return events
    }

    // MARK: States

    private mutating func run(isLast: Bool = false) {
        while step(isLast: isLast) {}
    }

    /// Takes what can be taken; false when more bytes are needed.
    private mutating func step(isLast: Bool) -> Bool {
        switch state {
        case .text: return readText(isLast: isLast)
        case .done:
            write(pending)
            pending = []
            return false
        case .opening(let expected): return readOpening(expected)
        case .name: return readName()
        case .arguments: return readArguments()
        case .ending: return readEnding(isLast: isLast)
        }
    }

    private mutating func readText(isLast: Bool) -> Bool {
        if isAtStart, !dropped.isEmpty {
            if pending.starts(with: dropped) {
                pending.removeFirst(dropped.count)
                dropped = []
            } else if dropped.starts(with: pending), !isLast {
                return false
            } else {
                dropped = []
            }
        }
        guard readsCalls else {
            write(pending)
            pending = []
            return false
        }
        if isAtStart, let prefix = pieces.prefix {
            if pending.starts(with: prefix) {
                pending.removeFirst(prefix.count)
            } else if prefix.starts(with: pending), !isLast {
                return false
            }
        }
        let marker = pieces.marker
        if !isAtStart, isAtStartOnly {
            write(pending)
            pending = []
            return false
        }
        var place = 0
        while place < pending.count {
            let rest = pending[place...]
            if rest.starts(with: marker) {
                write(Array(pending[..<place]))
                pending.removeFirst(place + marker.count)
                raw = marker
                state = .opening(pieces.opening + pieces.head)
                return true
            }
            if rest.count < marker.count, marker.starts(with: rest), !isLast { break }
            if isAtStartOnly {
                place = pending.count
                break
            }
            place += 1
        }
        write(Array(pending[..<place]))
        pending.removeFirst(place)
        return false
    }

    private mutating func readOpening(_ expected: [UInt8]) -> Bool {
        if pending.count < expected.count {
            if expected.starts(with: pending) { return false }
            return fail()
        }
        guard pending.starts(with: expected) else { return fail() }
        consume(expected.count)
        state = .name
        return true
    }

    private mutating func readName() -> Bool {
        let end = pending.firstIndex { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): false
            default: true
            }
        }
        guard let end else { return pending.count > 64 ? fail() : false }
        let found = String(decoding: pending[..<end], as: UTF8.self)
        let rest = pending[end...]
        if rest.count < pieces.middle.count, pieces.middle.starts(with: rest) { return false }
        guard rest.starts(with: pieces.middle), tools.contains(where: { $0.name == found }) else { return fail() }
        name = found
        consume(end + pieces.middle.count)
        argumentBytes = []
        scanner = JSONEnd()
        state = .arguments
        events.append(.callStarted(index: calls.count, name: name))
        return true
    }

    private mutating func readArguments() -> Bool {
        if notation == .json {
            guard !pending.isEmpty else { return false }
            var taken = 0
            var isComplete = false
            for byte in pending {
                if byte == 0xFF { return fail() }
                scanner.take(byte)
                taken += 1
                if scanner.depth == 0, scanner.isOutsideOfStrings {
                    isComplete = true
                    break
                }
            }
            argumentBytes += pending[..<taken]
            writeArguments(Array(pending[..<taken]))
            consume(taken)
            guard isComplete else { return false }
        } else {
            guard let end = WrittenArguments.end(of: notation, tail: pieces.tail, in: pending[...]) else {
                return false
            }
            argumentBytes = Array(pending[..<end])
            consume(end)
            guard let value = parsedArguments else { return fail() }
            events.append(
                .callDelta(index: calls.count, arguments: String(decoding: value.serialized, as: UTF8.self)))
        }
        guard parsedArguments != nil else { return fail() }
        state = .ending
        return true
    }

    private mutating func readEnding(isLast: Bool) -> Bool {
        var start = 0
        if let identifier = pieces.identifier, !pending.starts(with: pieces.tail) {
            let length = identifier.before.count + 9 + identifier.after.count
            if pending.count < length, !isLast { return false }
            if pending.starts(with: identifier.before), pending.count >= length { start = length }
        }
        let rest = pending[start...]
        guard rest.starts(with: pieces.tail) else {
            if pieces.tail.starts(with: rest), !isLast { return false }
            completeCall()
            state = .done
            return true
        }
        let after = rest.dropFirst(pieces.tail.count)
        if let separator = pieces.separator {
            if after.starts(with: separator) {
                consume(start + pieces.tail.count + separator.count)
                completeCall()
                raw = separator
                state = .opening(pieces.head)
                return true
            }
            if separator.starts(with: after), !isLast { return false }
        }
        if after.starts(with: pieces.closing) {
            consume(start + pieces.tail.count + pieces.closing.count)
        } else if pieces.closing.starts(with: after), !isLast {
            return false
        } else {
            consume(start + pieces.tail.count)
        }
        completeCall()
        state = .done
        return true
    }

    private mutating func consume(_ count: Int) {
        raw += pending[..<count]
        pending.removeFirst(count)
    }

    private var parsedArguments: JSONValue? {
        let value = WrittenArguments.parse(
            argumentBytes[...], notation: notation, of: tools.first { $0.name == name })
        return value?.members == nil ? nil : value
    }

    private mutating func completeCall() {
        guard let written = parsedArguments, let tool = tools.first(where: { $0.name == name }) else { return }
        let resolved = numbers.resolve(written, of: tool)
        calls.append(
            ToolCall(id: "", name: name, arguments: resolved, written: resolved == written ? nil : written))
        raw = []
    }

    /// What looked like a call is text.
    private mutating func fail() -> Bool {
        write(raw)
        raw = []
        state = .done
        return true
    }

    // MARK: Text

    private mutating func writeArguments(_ bytes: [UInt8]) {
        partial += bytes
        let complete = Self.completeCount(partial)
        if complete > 0 {
            events.append(
                .callDelta(index: calls.count, arguments: String(decoding: partial[..<complete], as: UTF8.self)))
            partial.removeFirst(complete)
        }
    }

    /// Adds bytes to the text, special tokens left out.
    private mutating func write(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        isAtStart = false
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0xFF {
                index += 5
            } else {
                partial.append(bytes[index])
                index += 1
            }
        }
        let complete = Self.completeCount(partial)
        guard complete > 0 else { return }
        emit(String(decoding: partial[..<complete], as: UTF8.self))
        partial.removeFirst(complete)
    }

    private mutating func emit(_ piece: String) {
        text += piece
        events.append(.textDelta(piece))
    }

    /// How many bytes at the start are whole characters.
    private static func completeCount(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let lead = bytes[bytes.count - back]
            if lead & 0xC0 == 0x80 { continue }
            let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1
            return back < length ? bytes.count - back : bytes.count
        }
        return bytes.count
    }
}
