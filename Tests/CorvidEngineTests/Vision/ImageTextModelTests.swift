import Testing

@testable import CorvidEngine

/// CLIP and SigLIP against `transformers`.
struct ImageTextModelTests {
    @Test(arguments: ["clip", "siglip"], [true, false])
    func parity(_ name: String, usesOpenBLAS: Bool) throws {
        let fixture = try VisionFixture(name)
        let model = try ImageTextModel(
            checkpoint: fixture.checkpoint(), threads: 2, openBLAS: usesOpenBLAS ? .shared : nil)
        let images = try fixture.patches().map { try model.embed($0) }
        let texts = try fixture.tokens("ids").map { try model.embed($0) }
        for (found, expected) in zip(images, try fixture.rows("image_embeds")) {
            VisionFixture.expectClose(found, expected, "image")
        }
        for (found, expected) in zip(texts, try fixture.rows("text_embeds")) {
            VisionFixture.expectClose(found, expected, "text")
        }
        for (image, expected) in zip(images, try fixture.rows("logits")) {
            VisionFixture.expectClose(texts.map { model.score(image: image, text: $0) }, expected, "scores")
        }
    }

    @Test("What follows the end of a text, or fills it up, is as if it were not there")
    func padding() throws {
        let clip = try ImageTextModel(checkpoint: VisionFixture("clip").checkpoint())
        #expect(try clip.embed([38, 5, 7, 39]) == clip.embed([38, 5, 7, 39, 1, 1]))
        let siglip = try ImageTextModel(checkpoint: VisionFixture("siglip").checkpoint())
        #expect(try siglip.embed([5, 7, 39]) == siglip.embed([5, 7, 39, 1, 1, 1]))
    }

    @Test("Labels share one for CLIP, and stand alone for SigLIP")
    func probabilities() throws {
        for name in ["clip", "siglip"] {
            let fixture = try VisionFixture(name)
            let model = try ImageTextModel(checkpoint: fixture.checkpoint())
            let image = try model.embed(fixture.patches()[0])
            let texts = try fixture.tokens("ids").map { try model.embed($0) }
            let shares = model.probabilities(of: image, among: texts)
            if name == "clip" {
                #expect(abs(shares.reduce(0, +) - 1) < 1e-5)
            } else {
                #expect(shares[0] == model.probabilities(of: image, among: [texts[0]])[0])
            }
            let best = texts.indices.max { shares[$0] < shares[$1] }
            let logits = try fixture.rows("logits")[0]
            #expect(best == texts.indices.max { logits[$0] < logits[$1] })
        }
    }

    @Test("Texts that a tower cannot take are refused with the reason")
    func badTexts() throws {
        let model = try ImageTextModel(checkpoint: VisionFixture("clip").checkpoint())
        func code(_ tokens: [TokenID]) -> EngineError.Code? {
            do throws(EngineError) { _ = try model.embed(tokens) } catch { return error.code }
            return nil
        }
        #expect(code([]) == .invalidRun)
        #expect(code([38, 5]) == .invalidRun)
        #expect(code([38, 99, 39]) == .tokenOutOfRange)
        #expect(code([TokenID](repeating: 39, count: 13)) == .contextOverflow)
    }
}
