import Testing

@testable import CorvidEngine

/// Pictures among tokens: whole models against `transformers`, and the caches.
struct ImagePromptTests {
    private struct Setting {
        let fixture: VisionFixture
        let model: Transformer
        let tokens: [TokenID]
        /// The pictures, at their place in `tokens`.
        let images: [PlacedImage]

        init(_ name: String, threads: Int = 2) throws {
            fixture = try VisionFixture(name)
            model = try Transformer(checkpoint: Checkpoint.open(fixture.folder), threads: threads)
            let encoder = try ImageEncoder(checkpoint: fixture.checkpoint(), threads: threads)
            tokens = try fixture.tokens("ids").flatMap { $0 }
            let place = try #require(tokens.firstIndex(of: 60))
            images = try fixture.patches().map { PlacedImage(try encoder.encode($0), at: place) }
        }

        func logits(_ image: Int, format: KVCache.Format = .f32) throws -> [Float] {
            let cache = model.makeCache(format: format)
            let run = Batch.Run(
                sequence: cache.makeSequence(), tokens: tokens, outputs: .all, images: [images[image]])
            let logits = try model.forward(Batch([run]), cache: cache)
            return (0..<logits.rows).flatMap { logits[$0] }
        }

        func request(_ image: Int?, maximumTokens: Int = 8) -> GenerationRequest {
            GenerationRequest(
                prompt: tokens, images: image.map { [images[$0]] } ?? [], maximumTokens: maximumTokens,
                sampling: .greedy, stopTokens: [])
        }
    }

    @Test("Logits of a prompt with one picture")
    func parity() throws {
        let llava = try Setting("llava")
        let expected = try llava.fixture.rows("logits")
        let count = llava.tokens.count
        for image in 0..<2 {
            let rows = Array(expected.joined())[image * count * 64..<(image + 1) * count * 64]
            VisionFixture.expectClose(try llava.logits(image), Array(rows), "llava \(image)")
        }
        let idefics3 = try Setting("idefics3")
        VisionFixture.expectClose(
            try idefics3.logits(0), Array(try idefics3.fixture.rows("logits").joined()), "idefics3")
    }

    @Test("Text alone gives what it gives without sight")
    func textOnly() throws {
        let llava = try Setting("llava")
        let cache = llava.model.makeCache(format: .f32)
        let run = Batch.Run(sequence: cache.makeSequence(), tokens: Array(llava.tokens[..<3]), outputs: .all)
        let logits = try llava.model.forward(Batch([run]), cache: cache)
        VisionFixture.expectClose(
            (0..<3).flatMap { logits[$0] }, Array(try llava.fixture.rows("plain_logits").joined()), "plain")

        // Beside a request with a picture, and after one with the same placeholders.
        let alone = try BatchGenerator(transformer: llava.model).run([llava.request(nil)])[0]
        let shared = BatchGenerator(transformer: llava.model)
        let together = try shared.run([llava.request(0), llava.request(nil), llava.request(1)])
        #expect(together[1].tokens == alone.tokens)
        let after = try shared.run([llava.request(nil)])[0]
        #expect(after.tokens == alone.tokens)
    }

    @Test("A prompt in pieces of any size gives the same", arguments: ["llava", "idefics3"])
    func pieces(_ name: String) throws {
        let setting = try Setting(name)
        let whole = try setting.logits(0)
        let vocabulary = setting.model.configuration.vocabularySize
        for size in [1, 2, 3, 5, 7] {
            let cache = setting.model.makeCache(format: .f32)
            let sequence = cache.makeSequence()
            var found: [Float] = []
            for start in stride(from: 0, to: setting.tokens.count, by: size) {
                let part = Array(setting.tokens[start...].prefix(size))
                let placed = PlacedImage(setting.images[0].image, at: setting.images[0].position - start)
                let run = Batch.Run(sequence: sequence, tokens: part, outputs: .all, images: [placed])
                let logits = try setting.model.forward(Batch([run]), cache: cache)
                for row in 0..<logits.rows { found += logits[row] }
            }
            #expect(found.count == setting.tokens.count * vocabulary)
            #expect(found == whole, "pieces of \(size)")
        }
    }

    @Test("The prefix cache knows a picture again, and tells it from another")
    func prefixes() throws {
        let setting = try Setting("llava")
        let count = setting.tokens.count
        var fresh: [[TokenID]] = []
        for image in 0..<2 {
            fresh.append(try BatchGenerator(transformer: setting.model).run([setting.request(image)])[0].tokens)
        }
        #expect(fresh[0] != fresh[1])
        let generator = BatchGenerator(transformer: setting.model, options: .init(prefillChunk: 4))
        let first = try generator.run([setting.request(0)])[0]
        #expect(first.tokens == fresh[0] && first.usage.cachedTokens == 0)
        let again = try generator.run([setting.request(0)])[0]
        #expect(again.tokens == fresh[0] && again.usage.cachedTokens == count - 1)
        // Up to the picture, prompts are the same.
        let other = try generator.run([setting.request(1)])[0]
        #expect(other.tokens == fresh[1] && other.usage.cachedTokens == setting.images[1].position)
        let text = try generator.run([setting.request(nil)])[0]
        #expect(text.usage.cachedTokens == setting.images[0].position)
    }

    @Test("Saved prompts know their pictures")
    func saved() throws {
        let setting = try Setting("idefics3")
        let folder = CacheFolder()
        let cache = PromptCache(directory: folder.path)
        let writer = BatchGenerator(transformer: setting.model, promptCache: cache)
        let first = try writer.run([setting.request(0)])[0]
        try writer.savePrompts()
        let reader = BatchGenerator(transformer: setting.model, promptCache: cache)
        let again = try reader.run([setting.request(0)])[0]
        #expect(again.tokens == first.tokens && again.usage.cachedTokens == setting.tokens.count - 1)
        let other = try BatchGenerator(transformer: setting.model, promptCache: cache).run([setting.request(1)])[0]
        #expect(other.usage.cachedTokens == setting.images[1].position)
    }

    @Test("Convolutions that have to be computed again need the pictures, and say so")
    func truncation() throws {
        let model = try TinyModel.transformer("lfm2")
        let width = model.configuration.embeddingLength
        let stream = RandomStream(seed: 3)
        let values = (0..<50 * width).map { Float(stream.bits(at: UInt64($0)) % 1000) / 500 - 1 }
        let image = EmbeddedImage(values: values, width: width)
        let tokens = TinyModel.prompt(120, seed: 4)
        let placed = PlacedImage(image, at: 20)
        func run(_ sequence: KVCache.SequenceID, from start: Int, _ images: [PlacedImage]) -> Batch.Run {
            Batch.Run(
                sequence: sequence, tokens: Array(tokens[start...]),
                images: images.map { PlacedImage($0.image, at: $0.position - start) })
        }
        let cache = model.makeCache()
        let sequence = cache.makeSequence()
        let whole = try model.forward(Batch([run(sequence, from: 0, [placed])]), cache: cache)[0]
        cache.truncate(sequence, to: 70)
        let error = #expect(throws: EngineError.self) {
            try model.forward(Batch([run(sequence, from: 70, [])]), cache: cache)
        }
        #expect(error?.code == .invalidImage)
        let again = try model.forward(Batch([run(sequence, from: 70, [placed])]), cache: cache)[0]
        #expect(again == whole)
        // The picture is looked at.
        let blind = cache.makeSequence()
        #expect(try model.forward(Batch([run(blind, from: 0, [])]), cache: cache)[0] != whole)
    }

    @Test("Pictures of another width, outside of the prompt, or overlapping are refused")
    func badPlaces() throws {
        let setting = try Setting("llava")
        let image = setting.images[0].image
        let narrow = EmbeddedImage(values: [Float](repeating: 0, count: 24), width: 24)
        let generator = BatchGenerator(transformer: setting.model)
        for images in [
            [PlacedImage(narrow, at: 0)], [PlacedImage(image, at: -1)], [PlacedImage(image, at: 8)],
            [PlacedImage(image, at: 3), PlacedImage(image, at: 7)],
        ] {
            var request = setting.request(nil)
            request.images = images
            do throws(EngineError) {
                try generator.add(request)
                Issue.record("\(images.map(\.position)) was taken")
            } catch {
                #expect(error.code == .invalidImage)
            }
        }
        let cache = setting.model.makeCache()
        let run = Batch.Run(
            sequence: cache.makeSequence(), tokens: setting.tokens, images: [PlacedImage(narrow, at: 2)])
        #expect(throws: EngineError.self) { try setting.model.forward(Batch([run]), cache: cache) }
    }

    @Test("Drafts and penalties go along with pictures")
    func speculation() throws {
        let setting = try Setting("llava")
        let plain = try BatchGenerator(transformer: setting.model).run([setting.request(0, maximumTokens: 30)])[0]
        for speculation in [
            Speculation.promptLookup(), .model(DraftModel(sharingVocabulary: setting.model)),
        ] {
            var request = setting.request(0, maximumTokens: 30)
            request.speculation = speculation
            let found = try BatchGenerator(transformer: setting.model).run([request])[0]
            #expect(found.tokens == plain.tokens)
        }
    }
}
