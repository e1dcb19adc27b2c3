import CorvidGrammar
import Foundation

/// JSON-Schema-Test-Suite, read from the folder that the environment names.
///
/// It travels in the source archive of the Python package `jsonschema`, in the folder `json`.
enum JSONSchemaTestSuite {
    /// A schema with the documents that are tried on it.
    struct Group {
        var file: String
        var description: String
        var schema: JSONValue
        var cases: [Case]
    }

    struct Case {
        var description: String
        var document: JSONValue
        var isValid: Bool
    }

    /// What became of the cases of some groups.
    struct Tally: CustomStringConvertible {
        var passes = 0
        /// Documents that are invalid and were taken.
        var wrongAccepts: [String] = []
        /// Documents that are valid and were not taken.
        var wrongRejects: [String] = []
        /// Groups by what their schema was refused for.
        var refusals: [String: [String]] = [:]
        var refused = 0

        var description: String {
            var lines = [
                "pass \(passes), wrong accept \(wrongAccepts.count), wrong reject \(wrongRejects.count), refused \(refused)"
            ]
            lines += wrongAccepts.map { "  wrong accept: \($0)" } + wrongRejects.map { "  wrong reject: \($0)" }
            for (reason, groups) in refusals.sorted(by: { $0.key < $1.key }) {
                lines.append("  refused \(groups.count) times: \(reason) (\(groups.prefix(3).joined(separator: "; ")))")
            }
            return lines.joined(separator: "\n")
        }
    }

    static let variable = "CORVID_JSON_SCHEMA_TEST_SUITE"

    static var folder: URL? {
        ProcessInfo.processInfo.environment[variable].map { URL(filePath: $0) }
    }

    /// The groups of every file in a folder under `tests/draft2020-12`, folders in it left out.
    static func groups(in subfolder: String = "", of suite: URL, draft: String = "draft2020-12") throws -> [Group] {
        let path = suite.appending(path: "tests/\(draft)/\(subfolder)")
        let files = try FileManager.default.contentsOfDirectory(at: path, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
        return try files.flatMap { file in
            let groups = try JSONValue(parsing: [UInt8](Data(contentsOf: file))).array ?? []
            return groups.map { group in
                Group(
                    file: file.deletingPathExtension().lastPathComponent, description: group["description"]?.text ?? "",
                    schema: group["schema"] ?? .null,
                    cases: (group["tests"]?.array ?? []).map { test in
                        Case(
                            description: test["description"]?.text ?? "", document: test["data"] ?? .null,
                            isValid: test["valid"]?.bool ?? false)
                    })
            }
        }
    }

    /// Tries every case; `prepare` makes a group's schema ready or throws what is refused about it.
    static func run(
        _ groups: [Group], prepare: (JSONValue) throws(GrammarError) -> ([UInt8]) -> Bool
    ) -> Tally {
        var tally = Tally()
        for group in groups {
            let name = "\(group.file): \(group.description)"
            let accepts: ([UInt8]) -> Bool
            do {
                accepts = try prepare(group.schema)
            } catch {
                tally.refused += group.cases.count
                tally.refusals[error.reason, default: []].append(name)
                continue
            }
            for test in group.cases {
                let verdicts = [test.document.serialized, loose(test.document)].map(accepts)
                if verdicts == [test.isValid, test.isValid] {
                    tally.passes += 1
                } else if test.isValid {
                    tally.wrongRejects.append("\(name): \(test.description)")
                } else {
                    tally.wrongAccepts.append("\(name): \(test.description)")
                }
            }
        }
        return tally
    }

    /// The same value in another legal spelling: white space everywhere, the members of objects in the reverse order,
    /// and each character of a string that is a letter of ASCII escaped.
    static func loose(_ value: JSONValue) -> [UInt8] {
        let space = Array(" \n\t\r".utf8)
        return switch value {
        case .array(let items): space + [0x5B] + space + join(items.map(loose)) + [0x5D] + space
        case .object(let members):
            space + [0x7B] + space
                + join(members.reversed().map { loose(.string($0.key)) + [0x3A] + space + loose($0.value) }) + [0x7D]
                + space
        case .string(let text): looseString(text)
        default: space + value.serialized + space
        }
    }

    private static func join(_ parts: [[UInt8]]) -> [UInt8] { Array(parts.joined(separator: Array(" , ".utf8))) }

    private static func looseString(_ text: [UInt8]) -> [UInt8] {
        let inner = JSONValue.string(text).serialized.dropFirst().dropLast()
        var result = Array(" \"".utf8)
        var isEscaped = false
        for byte in inner {
            let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            // The letters of an escape that is already there stay.
            if isLetter && !isEscaped && !inner.contains(0x5C) {
                result += Array("\\u00".utf8) + Array(String(byte, radix: 16).utf8)
            } else {
                result.append(byte)
            }
            isEscaped = !isEscaped && byte == 0x5C
        }
        return result + Array("\" ".utf8)
    }
}
