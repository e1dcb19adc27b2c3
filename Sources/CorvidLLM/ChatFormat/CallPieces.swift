import CorvidEngine
import CorvidGrammar

/// The fixed texts of a syntax in the bytes that a reply of one vocabulary has: special tokens are the byte 0xFF and
/// their number, as grammars spell them.
struct CallPieces: Sendable {
    let marker: [UInt8]
    let prefix: [UInt8]?
    let opening: [UInt8]
    let head: [UInt8]
    let middle: [UInt8]
    let tail: [UInt8]
    let separator: [UInt8]?
    let closing: [UInt8]
    let identifier: (before: [UInt8], after: [UInt8])?

    init(_ syntax: CallSyntax, tokenizer: Tokenizer) {
        func bytes(_ text: String) -> [UInt8] { Self.bytes(text, tokens: syntax.tokens, tokenizer) }
        marker = bytes(syntax.marker)
        // A prefix that is no special token would be text of the reply.
        prefix = syntax.prefix.map(bytes).flatMap { $0.first == 0xFF ? $0 : nil }
        opening = bytes(syntax.opening)
        head = bytes(syntax.head)
        middle = bytes(syntax.middle)
        tail = bytes(syntax.tail)
        separator = syntax.separator.map(bytes)
        closing = bytes(syntax.closing)
        identifier = syntax.identifier.map { (bytes($0.0), bytes($0.1)) }
    }

    static func bytes(_ text: String, tokens: [String], _ tokenizer: Tokenizer) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            let found = tokens.lazy.compactMap { spelling -> (Int, TokenID)? in
                guard rest.starts(with: spelling.utf8), let id = tokenizer.token(spelled: spelling),
                    tokenizer.isSpecial(id)
                else { return nil }
                return (spelling.utf8.count, id)
            }.first
            if let (count, id) = found {
                result += TokenTrie.spelling(special: Int(id))
                rest = rest.dropFirst(count)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// Exactly these bytes as a grammar.
    static func expression(_ bytes: [UInt8]) -> Grammar.Expression {
        var parts: [Grammar.Expression] = []
        var text: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 0xFF, index + 4 < bytes.count else {
                text.append(bytes[index])
                index += 1
                continue
            }
            if !text.isEmpty { parts.append(.literal(text)) }
            text = []
            let id = bytes[index + 1...index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            parts.append(.specialToken(id))
            index += 5
        }
        if !text.isEmpty { parts.append(.literal(text)) }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }
}
