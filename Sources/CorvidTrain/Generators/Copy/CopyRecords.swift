import Corvid
package import CorvidGrammar
import Foundation

/// The probe of copying and lookup as a file for `corvid evaluate`, so that it can be measured with a model as it is
/// shipped.
package enum CopyRecords {
    /// Records of the kind `copy`, each skill in turn, all different.
    ///
    /// - Parameter vocabulary: the pieces that tokens stand for.
    package static func make(count: Int, seed: UInt64, vocabulary: [String]) -> [JSONValue] {
        let probes = CopyProbe.Skill.allCases.map { CopyProbe($0, vocabulary: vocabulary) }
        var random = Randomness(seed: seed, index: 0xC0B1)
        var records: [JSONValue] = []
        var seen: Set<[UInt8]> = []
        // A vocabulary of few pieces may not have so many different ones.
        for _ in 0..<count * 20 where records.count < count {
            let probe = probes[records.count % probes.count]
            guard let members = members(of: probe.example(&random)),
                seen.insert(JSONValue.object(members).serialized).inserted
            else { continue }
            let head: [(String, JSONValue)] = [
                ("id", .text("copy-dev-\(records.count + 1)")), ("kind", .text("copy")),
                ("category", .text(probe.name)),
            ]
            records.append(.object(head.map { .init(key: Array($0.0.utf8), value: $0.1) } + members))
        }
        return records
    }

    /// Writes `copy.jsonl` into a folder that is there.
    ///
    /// - Throws: what the file system says.
    package static func write(count: Int, seed: UInt64, vocabulary: [String], to folder: String) throws {
        let lines = make(count: count, seed: seed, vocabulary: vocabulary).flatMap {
            $0.serialized + [UInt8(ascii: "\n")]
        }
        try Data(lines).write(to: URL(filePath: folder + "/copy.jsonl"), options: .atomic)
    }

    /// The first question of an example.
    private static func members(of example: Example) -> [JSONValue.Member]? {
        guard let messages = example.tasks.first?.messages, messages.count > 1, messages[1].toolCalls.isEmpty else {
            return nil
        }
        var members: [(String, JSONValue)] = [
            ("prompt", .text(messages[0].text)), ("answer", .text(messages[1].text)),
        ]
        if !example.instructions.isEmpty { members.insert(("context", .text(example.instructions)), at: 0) }
        return members.map { JSONValue.Member(key: Array($0.0.utf8), value: $0.1) }
    }
}
