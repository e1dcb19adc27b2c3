/// A record file by its name: what it is called, and what its licence flags say.
struct RecordFile {
    let path: String

    /// Flags that a name may bear; see the data's own description.
    private static let flags: Set<Substring> = ["NC", "UNCLEAR", "UNSTATED"]

    private var parts: [Substring] {
        (path.split(separator: "/").last ?? "").split(separator: ".").flatMap { part in
            // `qa_x.UNSTATED_train.jsonl` bears its flag inside of a part.
            part.hasSuffix("_train") ? [part.dropLast(6)] : [part]
        }
    }

    /// The name without flags, extensions and `_train`: `math_gsm8k`.
    var name: String { parts.first.map(String.init) ?? path }

    /// The licence flag that the name bears.
    var flag: String? { parts.dropFirst().first { Self.flags.contains($0) }.map(String.init) }

    /// - Parameter allowed: names of files that may be read despite their flags.
    func check(allowed: [String]) throws(RecordError) {
        guard let flag, !allowed.contains(name) else { return }
        throw RecordError(
            .notAllowed, file: path,
            reason: "the name says .\(flag): the licence may not permit what is made of it; "
                + "name \"\(name)\" under allow if it may be used")
    }
}
