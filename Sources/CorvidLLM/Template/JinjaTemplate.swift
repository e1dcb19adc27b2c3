package import CorvidGrammar

/// A chat template: the part of Jinja that published templates use, with the results of Python's `jinja2` in the
/// environment that `transformers` gives them (immutable sandbox, `trim_blocks`, `lstrip_blocks`, loop controls,
/// `raise_exception`, `strftime_now`, its own `tojson`).
///
/// Templates come with checkpoints and are not trusted: steps, text and depth are bounded (``JinjaLimits``). What they
/// print remembers where it came from, so that text of the conversation never becomes a special token.
package struct JinjaTemplate: Sendable {
    private let source: [UInt32]
    private let body: [JinjaStatement]
    private let symbolNames: [String]
    private let symbols: [String: Int]

    /// Reads a template.
    ///
    /// - Throws: a ``JinjaError`` of code `syntax` or `limit` that says where.
    package init(_ text: String) throws(JinjaError) {
        do {
            var parser = try JinjaParser(text)
            body = try parser.parseTemplate()
            symbolNames = parser.symbolNames
            symbols = parser.symbols
            source = JinjaLexer(text).source
        } catch let error as JinjaError {
            throw error
        } catch {
            throw JinjaError(code: .syntax, message: "\(error)", line: 1, column: 1)
        }
    }

    /// Renders the template.
    ///
    /// - Parameters:
    ///   - content: variables whose text comes from outside (messages, tools, documents): it is marked wherever it
    ///     goes, but for the well-known values of `role` and `type`.
    ///   - trusted: variables that the template may turn into special tokens (`bos_token`, options).
    ///   - now: what `strftime_now` formats, in seconds of Unix time; nil is the current time.
    /// - Throws: a ``JinjaError`` that says what failed and where in the template.
    package func render(
        content: JSONValue = .object([]), trusted: JSONValue = .object([]), now: Int? = nil,
        limits: JinjaLimits = JinjaLimits()
    ) throws(JinjaError) -> [ChatSegment] {
        let interpreter = JinjaInterpreter(symbolNames: symbolNames, limits: limits, now: now ?? currentTime())
        defer { interpreter.removeCycles() }
        do {
            let outermost = JinjaFrame(parent: nil)
            for name in JinjaInterpreter.globals {
                if let symbol = symbols[name] { outermost[symbol] = .function(JinjaFunction(.global(name))) }
            }
            var characters = 0
            for (variables, isContent) in [(trusted, false), (content, true)] {
                for member in variables.members ?? [] {
                    guard let symbol = symbols[String(decoding: member.key, as: UTF8.self)] else { continue }
                    outermost[symbol] = try JinjaValue(member.value, isContent: isContent, counting: &characters)
                }
            }
            interpreter.allow(inputCharacters: characters)
            _ = try interpreter.run(body, in: JinjaFrame(parent: outermost))
        } catch let error as JinjaError {
            throw error
        } catch let fault as JinjaFault {
            throw fault.error(at: interpreter.position, in: source)
        } catch {
            throw JinjaFault.invalid("\(error)").error(at: interpreter.position, in: source)
        }
        return Self.segments(interpreter.output)
    }

    /// Runs of equally marked units as text.
    private static func segments(_ units: [UInt32]) -> [ChatSegment] {
        var segments: [ChatSegment] = []
        var start = 0
        while start < units.count {
            let mark = units[start] & JinjaText.mark
            let end = units[start...].firstIndex { $0 & JinjaText.mark != mark } ?? units.count
            segments.append(ChatSegment(JinjaText.string(units[start..<end]), isContent: mark != 0))
            start = end
        }
        return segments
    }
}
