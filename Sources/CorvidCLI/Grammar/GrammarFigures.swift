import CorvidGrammar

/// What one engine did with the schemas of a ``GrammarJob``; times in nanoseconds.
struct GrammarFigures {
    /// The times of one mask after the other; nil for a document that the engine did not take.
    typealias Masks = [Double]?

    struct Schema {
        var name: String
        /// Why the engine does not take the schema; then nothing else counts.
        var refusal: String?
        /// From the schema's text to the first mask, in processor time.
        var compile = Double.infinity
        /// Masks by a matcher whose schema was compiled for the document, one list for each valid document.
        var fresh: [Masks] = []
        /// Masks by a matcher of a schema that has seen the document.
        var warm: [Masks] = []
        /// Valid documents that were not taken.
        var wrongRejects = 0
        /// Invalid documents that were taken.
        var wrongAccepts = 0

        /// Keeps the shorter of two times everywhere: what else the machine does only ever adds.
        mutating func formMinimum(_ other: Schema) {
            compile = min(compile, other.compile)
            func minimum(_ a: [Masks], _ b: [Masks]) -> [Masks] {
                a.count == b.count ? zip(a, b).map { Self.minimum($0, $1) } : a.isEmpty ? b : a
            }
            fresh = minimum(fresh, other.fresh)
            warm = minimum(warm, other.warm)
        }

        private static func minimum(_ a: Masks, _ b: Masks) -> Masks {
            guard let a, let b, a.count == b.count else { return nil }
            return zip(a, b).map { min($0, $1) }
        }
    }

    var name: String
    var version = ""
    /// What was taken off each time for the call and the clock.
    var overhead = 0.0
    /// Bytes for each matcher with its grammar, on average; 0 where it is not known.
    var bytesEach = 0.0
    var schemas: [Schema]

    mutating func formMinimum(_ other: GrammarFigures) {
        guard schemas.count == other.schemas.count else { return }
        for index in schemas.indices { schemas[index].formMinimum(other.schemas[index]) }
    }

    /// The engines in the JSON that `peer_benchmark.py` prints; nil when they are not there.
    static func engines(in output: [UInt8]) -> [GrammarFigures]? {
        guard let engines = (try? JSONValue(parsing: output))?["engines"]?.array, !engines.isEmpty else { return nil }
        let figures = engines.compactMap { GrammarFigures($0) }
        return figures.count == engines.count ? figures : nil
    }

    private init?(_ value: JSONValue) {
        guard let name = value["name"]?.text, let schemas = value["schemas"]?.array else { return nil }
        self.init(
            name: name, version: value["version"]?.text ?? "", overhead: value["call_overhead_ns"]?.double ?? 0,
            bytesEach: value["bytes_each"]?.double ?? 0,
            schemas: schemas.map { schema in
                func masks(_ key: String) -> [Masks] {
                    (schema[key]?.array ?? []).map { $0.array?.compactMap(\.double) }
                }
                return Schema(
                    name: schema["name"]?.text ?? "", refusal: schema["refused"]?.text,
                    compile: schema["compile_ns"]?.double ?? .infinity, fresh: masks("fresh_ns"),
                    warm: masks("warm_ns"), wrongRejects: schema["wrong_rejects"]?.array?.count ?? 0,
                    wrongAccepts: schema["wrong_accepts"]?.array?.count ?? 0)
            })
    }

    init(name: String, version: String = "", overhead: Double = 0, bytesEach: Double = 0, schemas: [Schema]) {
        (self.name, self.version, self.overhead) = (name, version, overhead)
        (self.bytesEach, self.schemas) = (bytesEach, schemas)
    }
}
