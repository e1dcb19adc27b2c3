import CorvidGrammar
import Foundation
import Testing

/// `corvid script --inputs`.
@Suite struct ScriptBatchTests {
    @Test func theReportCountsAndExplains() throws {
        try ScriptSamples.with { samples in
            try samples.writeDoubling(count: 8, wrong: [3, 7])
            let outcome = try samples.run(
                "--inputs", samples.path("inputs.jsonl"), "--report", samples.path("out"), "--concurrency", "3")
            #expect(outcome.status == 1 && outcome.errors.isEmpty)
            #expect(outcome.output.contains("✗ doubling: 6 of 8 passed, 2 failed, 0 errors\n"), "\(outcome.output)")
            // Wilson's interval for 6 of 8, as Python computes it.
            #expect(outcome.output.contains("pass rate 75.0 % (95 % interval: 40.9 to 92.9 %)"))
            let report = try JSONValue(parsing: try samples.read("out/report.json"))
            let totals = try #require(report["totals"])
            #expect(totals["passed"]?.int == 6 && totals["failed"]?.int == 2 && totals["passRate"]?.double == 0.75)
            let interval = totals["interval95"]?.array ?? []
            #expect(interval.map { (($0.double ?? 0) * 1e6).rounded() } == [409_275, 928_521])
            let cases = try #require(report["cases"]?.array)
            #expect(cases.map { $0["line"]?.int } == Array(1...8))
            #expect(cases[2]["status"]?.text == "failed" && cases[2]["name"]?.text == "n3")
            let checks = try #require(cases[2]["steps"]?.array?.first?["checks"]?.array)
            #expect(checks.map { $0["passed"]?.bool } == [true, false])
            #expect(checks[1]["reason"]?.text == #"it is "<b>no idea</b>", and "6" was expected"#)
            #expect(cases[0]["steps"]?.array?.first?["calls"]?.array?.first?["result"]?.text == "2")
        }
    }

    @Test func thePageIsSelfContainedAndEscaped() throws {
        try ScriptSamples.with { samples in
            try samples.writeDoubling(count: 3, wrong: [2])
            _ = try samples.run("--inputs", samples.path("inputs.jsonl"), "--report", samples.path("out"))
            let page = try samples.read("out/report.html")
            #expect(page.contains("Doubles &lt;numbers&gt; &amp; &quot;checks&quot; them."))
            #expect(page.contains("&lt;b&gt;no idea&lt;/b&gt;") && !page.contains("<b>no idea"))
            #expect(!page.contains("<script") && !page.contains("http:") && !page.contains("https:"))
            #expect(!page.contains("url(") && !page.contains("@import") && !page.contains(" src="))
            #expect(page.contains("66.7 %") && page.contains(".case.passed { display: none; }"))
            #expect(page.components(separatedBy: "<details class=\"case ").count == 4)
            // Every element that opens closes: the page is well-formed but for the void elements.
            for element in ["div", "details", "summary", "section", "ul", "ol", "li", "pre", "code", "span", "h3"] {
                let opened =
                    page.components(separatedBy: "<\(element)>").count
                    + page.components(
                        separatedBy: "<\(element) "
                    ).count - 2
                #expect(opened == page.components(separatedBy: "</\(element)>").count - 1, "\(element)")
            }
        }
    }

    @Test func jsonGoesToStandardOutput() throws {
        try ScriptSamples.with { samples in
            try samples.writeDoubling(count: 4)
            let outcome = try samples.run("--inputs", samples.path("inputs.jsonl"), "--json", "--limit", "3")
            #expect(outcome.status == 0)
            #expect(try outcome.json()["totals"]?["cases"]?.int == 3)
        }
    }

    @Test func aReportIsNotOverwritten() throws {
        try ScriptSamples.with { samples in
            try samples.writeDoubling(count: 2)
            let arguments = ["--inputs", samples.path("inputs.jsonl"), "--report", samples.path("out")]
            #expect(try samples.run(arguments[0], arguments[1], arguments[2], arguments[3]).status == 0)
            let again = try samples.run(arguments[0], arguments[1], arguments[2], arguments[3])
            #expect(again.status == 73 && again.errors.contains("holds a report already"))
            // Nothing is left to do; the report is the same.
            let before = try samples.read("out/report.json")
            let resumed = try samples.run(arguments[0], arguments[1], arguments[2], arguments[3], "--resume")
            #expect(resumed.status == 0)
            #expect(try samples.read("out/report.json") == before)
            // Another recipe, other inputs.
            try samples.write("doubling.yaml", ScriptSamples.doubling + "\n        hint: x\n")
            let changed = try samples.run(arguments[0], arguments[1], arguments[2], arguments[3], "--resume")
            #expect(changed.status == 64 && changed.errors.contains("begun with another text of the recipe"))
            try samples.writeDoubling(count: 2)
            try samples.write("inputs.jsonl", #"{"id": "n1", "n": 1, "want": "3"}"#)
            let other = try samples.run(arguments[0], arguments[1], arguments[2], arguments[3], "--resume")
            #expect(other.status == 64 && other.errors.contains("line 1 of the inputs is not what it was"))
        }
    }

    @Test func aDamagedStateIsTold() throws {
        try ScriptSamples.with { samples in
            try samples.writeDoubling(count: 2)
            _ = try samples.run("--inputs", samples.path("inputs.jsonl"), "--report", samples.path("out"))
            var lines = try samples.read("out/state.jsonl").split(separator: "\n").map(String.init)
            lines[1] = "{\"line\": 1}"
            try samples.write("out/state.jsonl", lines.joined(separator: "\n") + "\n")
            let outcome = try samples.run(
                "--inputs", samples.path("inputs.jsonl"), "--report", samples.path("out"), "--resume")
            #expect(outcome.status == 65 && outcome.errors.contains("state.jsonl:2: damaged"), "\(outcome.errors)")
        }
    }

    /// The report without times.
    private func comparable(_ text: String) throws -> JSONValue {
        func stripped(_ value: JSONValue) -> JSONValue {
            switch value {
            case .array(let values): .array(values.map(stripped))
            case .object(let members):
                .object(
                    members.filter { $0.key != Array("seconds".utf8) }.map {
                        JSONValue.Member(key: $0.key, value: stripped($0.value))
                    })
            default: value
            }
        }
        return stripped(try JSONValue(parsing: text))
    }

    @Test func aKilledBatchGoesOnToTheSameReport() throws {
        try ScriptSamples.with { samples in
            let count = 60
            try samples.writeDoubling(count: count, wrong: [5, 50])
            let inputs = samples.path("inputs.jsonl")
            _ = try samples.run("--inputs", inputs, "--report", samples.path("whole"), "--concurrency", "4")
            let expected = try comparable(try samples.read("whole/report.json"))

            // Killed again and again, at different points, until it ends by itself.
            let state = URL(filePath: samples.path("out/state.jsonl"))
            var kills = 0
            for round in 1...200 {
                let before = (try? Data(contentsOf: state).count) ?? 0
                let process = Process()
                process.executableURL = CommandLineTool.executable
                process.arguments =
                    ["script", samples.path("doubling.yaml"), "--model", "scripted:\(samples.path("replies.json"))"]
                    + ["--inputs", inputs, "--report", samples.path("out"), "--concurrency", "4"]
                    + (before > 0 ? ["--resume"] : [])
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                while process.isRunning, ((try? Data(contentsOf: state).count) ?? 0) < before + 400 * round {
                    usleep(200)
                }
                if process.isRunning {
                    kill(process.processIdentifier, SIGKILL)
                    kills += 1
                }
                process.waitUntilExit()
                if process.terminationReason == .exit {
                    #expect(process.terminationStatus == 1)
                    break
                }
            }
            #expect(kills > 0)
            #expect(try comparable(try samples.read("out/report.json")) == expected)
            // No case is in the state twice, and no call was made twice.
            let lines = try samples.read("out/state.jsonl").split(separator: "\n")
            #expect(lines.count == count + 1)
            for line in 1...count {
                let name = String(repeating: "0", count: 6 - "\(line)".count) + "\(line)"
                let log = try samples.read("out/runs/\(name)/double.1.jsonl")
                #expect(log.components(separatedBy: "\"event\":\"toolFinished\"").count == 2, "\(name)")
            }
        }
    }

    @Test func controlCKeepsWhatIsDone() throws {
        try ScriptSamples.with { samples in
            try samples.writeDoubling(count: 400)
            let process = Process()
            let errors = Pipe()
            process.executableURL = CommandLineTool.executable
            process.arguments =
                ["script", samples.path("doubling.yaml"), "--model", "scripted:\(samples.path("replies.json"))"]
                + ["--inputs", samples.path("inputs.jsonl"), "--report", samples.path("out")]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
            let state = URL(filePath: samples.path("out/state.jsonl"))
            while process.isRunning, ((try? Data(contentsOf: state).count) ?? 0) < 1500 { usleep(500) }
            process.interrupt()
            process.waitUntilExit()
            #expect(process.terminationStatus == 130)
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            #expect(text.contains("interrupted; go on with --report \(samples.path("out")) --resume"))
            let resumed = try samples.run(
                "--inputs", samples.path("inputs.jsonl"), "--report", samples.path("out"), "--resume", "--limit", "40")
            #expect(resumed.status == 0 && resumed.output.contains("40 of 40 passed"), "\(resumed.output)")
        }
    }
}
