import CorvidGrammar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// llama.cpp's `llama-bench`, run beside Corvid's own measurements.
struct PeerBenchmark {
    /// The program's path, or its name where the shell finds it.
    let program: String

    /// What one run measured, in tokens a second.
    struct Rates: Equatable {
        var prompt: Double
        var generation: Double
    }

    /// - Throws: ``CommandFailure`` when there is no such program.
    init(program: String) throws {
        self.program = program
        guard program.contains("/"), access(program, X_OK) != 0 else { return }
        throw CommandFailure(
            ExitStatus.noInput, "\(program): the peer cannot be run (\(String(cString: strerror(errno))))")
    }

    /// The program's name without its folder.
    var name: String { program.split(separator: "/").last.map { String($0) } ?? program }

    /// Measures one repetition of `prompt` tokens and of `generate` generated ones.
    ///
    /// - Parameter cacheType: How keys and values are kept; f16 is the peer's own default.
    /// - Throws: ``CommandFailure`` when the program does not run, fails, or says what cannot be read.
    func run(model: String, threads: Int, prompt: Int, generate: Int, cacheType: CacheType) throws -> Rates {
        var arguments = ["-m", model, "-t", "\(threads)", "-p", "\(prompt)", "-n", "\(generate)", "-r", "1"]
        if cacheType != .f16 { arguments += ["-ctk", cacheType.rawValue, "-ctv", cacheType.rawValue] }
        arguments += ["-o", "json"]
        let (status, output) = try Self.output(of: [program] + arguments)
        try InterruptFlag.check()
        guard status == 0 else {
            // What the shell says where a program is missing or is none.
            let isMissing = status == 126 || status == 127
            throw CommandFailure(
                isMissing ? ExitStatus.noInput : ExitStatus.badData,
                isMissing
                    ? "\(program): the peer cannot be run"
                    : "\(program): the peer ended with status \(status) on \(model)")
        }
        guard let rates = Self.rates(in: output, prompt: prompt, generate: generate) else {
            throw CommandFailure(
                ExitStatus.badData, "\(program): the peer's output is not the JSON of llama-bench for \(model)")
        }
        return rates
    }

    /// The rates in the JSON that `llama-bench -o json` prints; nil when they are not there.
    static func rates(in output: [UInt8], prompt: Int, generate: Int) -> Rates? {
        guard let tests = (try? JSONValue(parsing: output))?.array else { return nil }
        func rate(_ promptTokens: Int, _ generatedTokens: Int) -> Double? {
            let test = tests.first { $0["n_prompt"]?.int == promptTokens && $0["n_gen"]?.int == generatedTokens }
            return test?["avg_ts"]?.double.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        }
        guard let promptRate = rate(prompt, 0), let generationRate = rate(0, generate) else { return nil }
        return Rates(prompt: promptRate, generation: generationRate)
    }

    /// Runs a command to its end, its standard error thrown away.
    ///
    /// - Returns: Its exit code, 128 and the number where a signal ended it, and its standard output.
    private static func output(of command: [String]) throws -> (status: Int32, output: [UInt8]) {
        try output(ofShell: "exec " + command.map(quoted).joined(separator: " "))
    }

    /// A word as a shell reads it.
    static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// Runs a line of a shell to its end, its standard error thrown away.
    ///
    /// - Returns: Its exit code, 128 and the number where a signal ended it, and its standard output.
    static func output(ofShell line: String) throws -> (status: Int32, output: [UInt8]) {
        guard let stream = popen("\(line) 2>/dev/null </dev/null", "r") else {
            throw CommandFailure(ExitStatus.internalError, "\(line): no process for the peer")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        let status = pclose(stream)
        let signal = status & 0x7f
        return (signal == 0 ? status >> 8 & 0xff : 128 + signal, bytes)
    }
}
