import Corvid
import CorvidGrammar

/// An approval policy in a JSON file. Read strictly: a rule with a mistyped member would decide more than it says.
enum ApprovalPolicyFile {
    private static let members = ["tool", "argument", "value", "decision", "evenAfterUntrustedText"]

    /// - Throws: ``CommandFailure`` with the file and the rule that is wrong.
    static func read(_ path: String) throws -> ApprovalPolicy {
        let bytes = try Console.readBytes(path)
        func failure(_ text: String) -> CommandFailure { CommandFailure(ExitStatus.badData, "\(path): \(text)") }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw failure("not JSON: \(error)")
        }
        for member in json.members ?? [] where member.key != Array("rules".utf8) {
            let key = String(decoding: member.key, as: UTF8.self)
            throw failure("\"\(key)\" is no member of a policy; it has \"rules\" only")
        }
        for (index, rule) in (json["rules"]?.array ?? []).enumerated() {
            for member in rule.members ?? [] {
                let key = String(decoding: member.key, as: UTF8.self)
                guard members.contains(key) else {
                    throw failure(
                        "rules[\(index)]: \"\(key)\" is no member of a rule\(NearestName.hint(key, in: members))")
                }
            }
        }
        do {
            return try JSONValueDecoder().decode(ApprovalPolicy.self, from: json)
        } catch let error as DecodingError {
            throw failure(error.summary)
        }
    }
}
