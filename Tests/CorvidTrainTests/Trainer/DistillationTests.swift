import CorvidEngine
import CorvidTrain
import Foundation
import Testing

/// A student that learns what a teacher thinks.
@Suite struct DistillationTests {
    private static func options(weight: Double, temperature: Double, top: Int) -> DistillationOptions {
        var options = DistillationOptions()
        (options.weight, options.temperature, options.top) = (weight, temperature, top)
        return options
    }

    // MARK: - What a teacher says

    @Test("A teacher's most likely tokens come first, and with those of all others they make one") func targets() {
        let pass = TrainingPass(TestModels.model(seed: 8), capacity: 256)
        let batch = TestModels.batch()
        let whole = pass.softTargets(
            of: batch, options: Self.options(weight: 0.5, temperature: 1, top: 96), vocabulary: 96)
        #expect(whole.top == 96 && whole.rests == [Float](repeating: 0, count: batch.lossCount))
        // The probabilities of the targets are those that the cross-entropy is made of.
        let targets = batch.targets.filter { $0 >= 0 }
        var loss = 0.0
        for (row, target) in targets.enumerated() {
            let tokens = whole.tokens[row * 96..<(row + 1) * 96]
            #expect(Set(tokens).count == 96)
            let place = tokens.firstIndex(of: target) ?? 0
            loss -= log(Double(whole.probabilities[place]))
            let probabilities = whole.probabilities[row * 96..<(row + 1) * 96]
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
            #expect(zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 >= $1 })
        }
        let expected = pass.evaluate(batch).loss
        #expect(abs(loss - expected) < 1e-4 * expected)

        let few = pass.softTargets(
            of: batch, options: Self.options(weight: 0.5, temperature: 1, top: 5), vocabulary: 96)
        for row in targets.indices {
            #expect(few.tokens[row * 5..<row * 5 + 5] == whole.tokens[row * 96..<row * 96 + 5])
            let kept = whole.probabilities[row * 96..<row * 96 + 5]
            #expect(few.probabilities[row * 5..<row * 5 + 5] == kept)
            #expect(abs(kept.reduce(0, +) + few.rests[row] - 1) < 1e-5)
        }
        // Padding of the embedding is no token.
        let fewer = pass.softTargets(
            of: batch, options: Self.options(weight: 0.5, temperature: 1, top: 200), vocabulary: 50)
        #expect(fewer.top == 50 && fewer.tokens.allSatisfy { $0 < 50 })
    }

    @Test("A model is no distance from itself, and some from another", arguments: [1.0, 3.0])
    func distance(temperature: Double) {
        let model = TestModels.model(seed: 8)
        let pass = TrainingPass(model, capacity: 256)
        let batch = TestModels.batch()
        let options = Self.options(weight: 1, temperature: temperature, top: 12)
        let own = pass.softTargets(of: batch, options: options, vocabulary: 96)
        _ = pass.accumulate(batch, weight: 1, toward: own)
        #expect(abs(pass.divergence) < 1e-3)
        #expect(model.gradients.allSatisfy { abs($0) < 1e-2 })
        let other = TrainingPass(TestModels.model(seed: 9), capacity: 256)
        _ = pass.accumulate(
            batch, weight: 1, toward: other.softTargets(of: batch, options: options, vocabulary: 96))
        #expect(pass.divergence > 0.01 * Double(batch.lossCount))
    }

    @Test("The gradient is the slope of the mixed loss", arguments: [0.3, 1.0]) func gradients(weight: Double) {
        let model = TestModels.model()
        let pass = TrainingPass(model, capacity: 256)
        let batch = TestModels.batch()
        let options = Self.options(weight: weight, temperature: 2, top: 7)
        let soft = TrainingPass(TestModels.model(seed: 8), capacity: 256).softTargets(
            of: batch, options: options, vocabulary: 96)
        func loss() -> Double {
            let entropy = pass.accumulate(batch, weight: 1, toward: soft)
            model.clearGradients()
            return (1 - weight) * entropy + weight * 4 * pass.divergence
        }
        _ = pass.accumulate(batch, weight: 1, toward: soft)
        let gradient = Array(model.gradients)
        model.clearGradients()
        for parameter in model.table.parameters where parameter.rows > 1 {
            let range = parameter.offset..<parameter.offset + parameter.count
            let norm = gradient[range].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            let slope = TrainingPassTests.slope(of: parameter, along: gradient, norm: norm, model, step: 0.05) {
                loss()
            }
            #expect(abs(slope - norm) < 0.1 * norm + 0.1, "\(parameter.name): \(norm) against \(slope)")
        }
    }

    @Test("Gradients are the same bits on one thread and on several") func determinism() {
        let batch = TestModels.batch()
        let gradients = [1, 2, 3].map { threads in
            let soft = TrainingPass(TestModels.model(threads: threads, seed: 8), capacity: 256, recomputes: true)
                .softTargets(of: batch, options: Self.options(weight: 0.5, temperature: 2, top: 9), vocabulary: 96)
            let model = TestModels.model(threads: threads)
            _ = TrainingPass(model, capacity: 256).accumulate(batch, weight: 0.5, toward: soft)
            return Array(model.gradients)
        }
        for other in gradients.dropFirst() { #expect(other == gradients[0]) }
    }

    // MARK: - Runs

    /// A vocabulary and a model of it on the disk.
    private struct Setting {
        let vocabulary: Checkpoint
        let size: Int
        let folder: String

        static func use(_ body: (Setting) throws -> Void) throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "corvid-distill-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let vocabulary = try draft(seed: 1, to: folder.path + "/vocabulary.gguf")
            try body(
                Setting(
                    vocabulary: vocabulary, size: try Tokenizer(checkpoint: vocabulary).vocabularySize,
                    folder: folder.path))
        }

        static func draft(seed: UInt64, to path: String) throws -> Checkpoint {
            var random = Randomness(seed: seed)
            try SampleText.draft((0..<40).map { _ in SampleText.text(&random) }).write(to: path)
            return try Checkpoint.open(path)
        }

        func trainer(seed: UInt64, threads: Int = 2) -> Trainer {
            var options = OptimizerOptions()
            options.rate = 5e-3
            var schedule = Schedule()
            schedule.warmUp = 2
            return Trainer(
                TestModels.shape(vocabulary: size), optimizer: options, schedule: schedule, steps: 200, capacity: 256,
                seed: seed, threads: threads)
        }

        /// A model of this vocabulary that has learned something.
        func teacher(seed: UInt64 = 5) throws -> Checkpoint {
            let trainer = trainer(seed: seed)
            for index in 0..<40 { _ = try trainer.train(step(index, of: 80)) }
            let path = "\(folder)/teacher-\(seed).gguf"
            try trainer.export(to: path, name: "teacher", vocabulary: vocabulary, usesAverage: false)
            return try Checkpoint.open(path)
        }

        func student(
            _ checkpoint: Checkpoint?, seed: UInt64 = 6, threads: Int = 2, weight: Double = 0.9
        ) throws -> Trainer {
            let student = trainer(seed: seed, threads: threads)
            if let checkpoint {
                student.teacher = try Teacher(
                    checkpoint, vocabulary: vocabulary,
                    options: DistillationTests.options(weight: weight, temperature: 2, top: 16),
                    capacity: 256, pool: ThreadPool(threads: threads))
            }
            return student
        }

        /// One of four steps in turn.
        ///
        /// - Parameter data: others for each number.
        func step(_ index: Int, of data: UInt64 = 50) -> StepBatches {
            var random = Randomness(seed: UInt64(index % 4) + data)
            let batch = TestModels.batch([
                TestModels.document(&random, trunk: 12, branches: [24, 17], vocabulary: size),
                TestModels.document(&random, trunk: 0, branches: [40], vocabulary: size),
            ])
            return StepBatches(
                batches: [batch], position: .init(), tokens: batch.used, lossTokens: batch.lossCount, documents: [])
        }
    }

    @Test("A student comes nearer to its teacher") func learns() throws {
        try Setting.use { setting in
            let teacher = try setting.teacher()
            func divergences(weight: Double) throws -> (first: Double, last: Double) {
                let student = try setting.student(teacher, weight: weight)
                let first = try #require(try student.train(setting.step(0)).divergence)
                var last = first
                for index in 1..<61 { last = try #require(try student.train(setting.step(index)).divergence) }
                return (first, last)
            }
            let taught = try divergences(weight: 0.9)
            #expect(taught.last < 0.5 * taught.first, "\(taught)")
            // The data, which are random, lead elsewhere.
            let alone = try divergences(weight: 0)
            #expect(alone.first == taught.first && alone.last > 2 * taught.last, "\(taught) and \(alone)")
            #expect(try setting.student(nil).train(setting.step(0)).divergence == nil)
        }
    }

    @Test("A run that was stored and gone on from has the same bits, and needs the same teacher") func resume() throws {
        try Setting.use { setting in
            let path = setting.folder + "/state.gguf"
            let teacher = try setting.teacher()
            let whole = try setting.student(teacher)
            for index in 0..<6 { _ = try whole.train(setting.step(index)) }
            let before = try setting.student(teacher)
            for index in 0..<3 { _ = try before.train(setting.step(index)) }
            try before.saveState(to: path)
            let after = try setting.student(teacher, threads: 1)
            try after.loadState(from: path)
            for index in 3..<6 { _ = try after.train(setting.step(index)) }
            #expect(Array(after.model.weights) == Array(whole.model.weights))
            #expect(Array(after.optimizer.average) == Array(whole.optimizer.average))

            for other in [try setting.student(nil), try setting.student(try setting.teacher(seed: 7))] {
                let error = #expect(throws: TrainingError.self) { try other.loadState(from: path) }
                #expect(error?.code == .mismatch && error?.description.contains("teacher") == true)
            }
            try setting.student(nil).saveState(to: path)
            let error = #expect(throws: TrainingError.self) { try after.loadState(from: path) }
            #expect(error?.description.contains("without a teacher") == true)
        }
    }

    @Test("A stored model is read as it was written, and says the same") func loading() throws {
        try Setting.use { setting in
            let trainer = setting.trainer(seed: 5)
            _ = try trainer.train(setting.step(0))
            let path = setting.folder + "/model.gguf"
            try trainer.export(to: path, name: "model", vocabulary: setting.vocabulary, usesAverage: false)
            let checkpoint = try Checkpoint.open(path)
            let shape = try ModelShape(checkpoint)
            #expect(shape == trainer.model.shape)
            let model = TrainingModel(shape, pool: ThreadPool(threads: 1), learns: false)
            try model.load(checkpoint)
            for parameter in model.table.parameters {
                let range = parameter.offset..<parameter.offset + parameter.count
                #expect(Array(model.weights[range]) == Array(trainer.model.weights[range]), "\(parameter.name)")
            }
        }
    }

    @Test("A teacher of another vocabulary is refused with the first difference") func otherVocabulary() throws {
        try Setting.use { setting in
            let other = try Setting.draft(seed: 2, to: setting.folder + "/other.gguf")
            let teacher = try setting.teacher()
            let error = #expect(throws: TrainingError.self) {
                _ = try Teacher(
                    teacher, vocabulary: other, options: DistillationOptions(), capacity: 64,
                    pool: ThreadPool(threads: 1))
            }
            #expect(error?.code == .vocabulary)
            // The first 256 tokens are the bytes, which all vocabularies have.
            let told = try #require(error?.description)
            let (mine, theirs) = (try tokens(teacher), try tokens(other))
            let index = try #require(zip(mine, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset)
            #expect(index >= 256)
            #expect(told.contains("token \(index) is \"\(mine[index])\", there \"\(theirs[index])\""), "\(told)")
            // A file that holds no model at all.
            #expect(throws: TrainingError.self) {
                _ = try Teacher(
                    setting.vocabulary, vocabulary: setting.vocabulary, options: DistillationOptions(), capacity: 64,
                    pool: ThreadPool(threads: 1))
            }
        }
    }

    private func tokens(_ checkpoint: Checkpoint) throws -> [String] {
        guard case .strings(let table) = checkpoint.metadata["tokenizer.ggml.tokens"] else {
            throw TrainingError(.vocabulary, "no tokens")
        }
        return (0..<table.count).map { String(decoding: table[$0], as: UTF8.self) }
    }
}
