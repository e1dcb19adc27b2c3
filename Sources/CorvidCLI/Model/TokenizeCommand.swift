public import ArgumentParser
import CorvidEngine
import CorvidGrammar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `corvid tokenize`: text to tokens and back.
public struct TokenizeCommand: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Show the tokens of a text, or the text of tokens.",
        discussion: """
            MODEL is a .gguf file, a Hugging Face folder, or a tokenizer.json. Without TEXT, or with "-" for it, the text \
            comes from standard input, exactly as it is (a line end at its end is part of it).

            One line is printed for each token: its id, a tab, and what it stands for as a quoted string; bytes that are \
            no whole character are written \\xHH, control tokens stand as the vocabulary spells them.

              corvid tokenize model.gguf "Hello world"
              corvid tokenize model.gguf --ids < article.txt
              corvid tokenize model.gguf --decode 9906,1917

            Exit codes: 0 done; 64 wrong usage; 65 MODEL is no usable checkpoint or an id is not in its vocabulary; 66 \
            MODEL or standard input cannot be read.
            """)

    @Argument(help: "A .gguf file, a Hugging Face folder or a tokenizer.json.")
    var model: String

    @Argument(help: "The text; \"-\" reads standard input.")
    var text: String?

    @Flag(help: "Print the ids alone, on one line.")
    var ids = false

    @Flag(help: "Print one JSON object: tokens with ids and text, and their count.")
    var json = false

    @Flag(name: .customLong("no-special"), help: "Leave out the tokens that begin and end a sequence.")
    var leavesOutSpecial = false

    @Flag(help: "Let text that spells a control token become that token.")
    var parseSpecial = false

    @Option(help: ArgumentHelp("Print the text of these ids, parted by commas or spaces.", valueName: "ids"))
    var decode: String?

    public init() {}

    public func validate() throws {
        if decode != nil, text != nil { throw ValidationError("give either TEXT or --decode") }
        if ids, json { throw ValidationError("give either --ids or --json") }
    }

    public func run() throws {
        let tokenizer = try loadTokenizer()
        if let decode {
            try printText(of: decode, by: tokenizer)
            return
        }
        let bytes = try text.flatMap { $0 == "-" ? nil : Array($0.utf8) } ?? StandardInput.readAll()
        let tokens = bytes.withUnsafeBufferPointer {
            tokenizer.encode(utf8: $0, addSpecialTokens: !leavesOutSpecial, parseSpecialTokens: parseSpecial)
        }
        if ids {
            print(tokens.map(String.init).joined(separator: " "))
        } else if json {
            print(jsonText(of: tokens, by: tokenizer))
        } else {
            for token in tokens { print("\(token)\t\(Self.shown(token, by: tokenizer))") }
        }
    }

    private func loadTokenizer() throws -> Tokenizer {
        do {
            return try Tokenizer(path: model)
        } catch {
            StandardInput.complain("corvid tokenize: \(error)")
            throw ExitCode(error.code == .unreadable ? 66 : 65)
        }
    }

    private func printText(of list: String, by tokenizer: Tokenizer) throws {
        let words = list.split { $0 == "," || $0 == " " || $0 == "\n" || $0 == "\t" }
        let tokens = try words.map { word in
            guard let id = TokenID(word) else { throw ValidationError("--decode: \"\(word)\" is no token id") }
            guard id >= 0, id < tokenizer.vocabularySize else {
                StandardInput.complain(
                    "corvid tokenize: id \(id) is not in the vocabulary; expected 0 to \(tokenizer.vocabularySize - 1)")
                throw ExitCode(65)
            }
            return id
        }
        let text = tokenizer.decode(tokens, skipSpecialTokens: leavesOutSpecial)
        if json {
            print("{\"text\":\(Self.quoted(Array(text.utf8), asJSON: true))}")
        } else {
            print(text)
        }
    }

    private func jsonText(of tokens: [TokenID], by tokenizer: Tokenizer) -> String {
        let items = tokens.map { token in
            let text = Self.quoted(Array(tokenizer.decode([token]).utf8), asJSON: true)
            let bytes = tokenizer.bytes(of: token).map(String.init).joined(separator: ",")
            return "{\"id\":\(token),\"text\":\(text),\"bytes\":[\(bytes)],\"special\":\(tokenizer.isSpecial(token))}"
        }
        return "{\"count\":\(tokens.count),\"tokens\":[\(items.joined(separator: ","))]}"
    }

    /// What a token stands for, fit for a terminal.
    private static func shown(_ token: TokenID, by tokenizer: Tokenizer) -> String {
        if tokenizer.isSpecial(token) { return tokenizer.decode([token]) }
        return quoted(tokenizer.bytes(of: token), asJSON: false)
    }

    /// Bytes in quotes, with escapes for what is invisible or no character.
    private static func quoted(_ bytes: [UInt8], asJSON: Bool) -> String {
        var out = "\""
        var rest = bytes[...]
        while !rest.isEmpty {
            var decoder = UTF8()
            var iterator = rest.makeIterator()
            guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
                let digits = String(rest.removeFirst(), radix: 16, uppercase: true)
                out += asJSON ? "\u{FFFD}" : "\\x" + (digits.count == 1 ? "0" : "") + digits
                continue
            }
            rest.removeFirst(String(scalar).utf8.count)
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                out += (asJSON ? "\\u00" : "\\x") + (digits.count == 1 ? "0" : "") + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// Standard input and the error channel, without Foundation.
    private enum StandardInput {
        static func readAll() throws -> [UInt8] {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(0, &buffer, buffer.count)
                if count == 0 { return bytes }
                if count < 0 {
                    if errno == EINTR { continue }
                    complain("corvid tokenize: standard input cannot be read")
                    throw ExitCode(66)
                }
                bytes.append(contentsOf: buffer[..<count])
            }
        }

        static func complain(_ message: String) {
            let line = Array((message + "\n").utf8)
            _ = write(2, line, line.count)
        }
    }
}
