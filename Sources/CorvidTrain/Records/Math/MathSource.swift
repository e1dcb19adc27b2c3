import Corvid

/// Word problems solved with the calculator.
struct MathSource: ExampleSource {
    let name: String
    private let records: [MathRecord]
    private let offer: ToolOffer

    static func sources(
        _ files: [String], _ reader: inout RecordReader, _ tools: TaskTools
    ) throws(RecordError) -> [any ExampleSource] {
        var sources: [any ExampleSource] = []
        for file in files {
            let records = try reader.read(file, MathRecord.read)
            guard !records.isEmpty else { continue }
            sources.append(
                MathSource(name: RecordFile(path: file).name, records: records, offer: ToolOffer(tools)))
        }
        return sources
    }

    func example(_ random: inout Randomness) -> Example {
        let tasks = (0..<Int.random(in: 4...8, using: &random)).map { _ in
            random.pick(random.pick(records).solutions)
        }
        return Example(skill: .math, tools: offer.withCalculator(&random), tasks: tasks)
    }
}
