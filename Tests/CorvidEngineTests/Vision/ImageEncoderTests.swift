import Testing

@testable import CorvidEngine

/// The features of LLaVA and Idefics3 against `transformers`, from folders and from `mmproj` files.
struct ImageEncoderTests {
    private func check(
        _ checkpoint: Checkpoint, _ fixture: VisionFixture, _ expected: String = "features", usesOpenBLAS: Bool = true
    ) throws {
        let encoder = try ImageEncoder(
            checkpoint: checkpoint, threads: 2, cacheLimit: 0, openBLAS: usesOpenBLAS ? .shared : nil)
        for (patches, expected) in zip(try fixture.patches(), try fixture.rows(expected)) {
            let image = try encoder.encode(patches)
            #expect(image.rows == encoder.rows && image.width == encoder.width)
            VisionFixture.expectClose(image.values, expected, fixture.folder)
        }
    }

    @Test("A folder's features, also of padded tiles", arguments: ["llava", "idefics3"], [true, false])
    func folder(_ name: String, usesOpenBLAS: Bool) throws {
        let fixture = try VisionFixture(name)
        try check(fixture.checkpoint(), fixture, usesOpenBLAS: usesOpenBLAS)
    }

    @Test("A file of llama.cpp's converter gives what the folder gives")
    func idefics3File() throws {
        try check(Checkpoint.openVision(Fixture.path("vision/mmproj-idefics3.gguf")), VisionFixture("idefics3"))
    }

    @Test("A file of the first converter for LLaVA, with matrices in Q8_0 and under each other's names")
    func llavaFile() throws {
        try check(
            Checkpoint.openVision(Fixture.path("vision/mmproj-llava.gguf")), VisionFixture("llava"),
            "quantized_features")
    }

    @Test("Names with the prefixes of other exports, and SmolVLM's model type, open as well")
    func renamed() throws {
        for (name, changes) in [
            ("llava", [("vision_tower.", "model.vision_tower.vision_model."), ("multi_modal", "model.multi_modal")]),
            ("idefics3", [("\"idefics3\"", "\"smolvlm\"")]),
        ] {
            let fixture = try VisionFixture(name)
            let copy = VisionCopy(fixture)
            for (old, new) in changes { copy.replaceNames(old, new) }
            try check(Checkpoint.openVision(copy.write()), fixture)
        }
    }

    @Test("The bits do not depend on the threads")
    func threads() throws {
        for name in ["llava", "idefics3"] {
            let fixture = try VisionFixture(name)
            let patches = try fixture.patches()
            let encoders = try [1, 2, 5].map {
                try ImageEncoder(checkpoint: fixture.checkpoint(), threads: $0, cacheLimit: 0)
            }
            for picture in patches {
                let images = try encoders.map { try $0.encode(picture) }
                #expect(images[0].values == images[1].values && images[0].values == images[2].values)
                #expect(images[0] == images[2] && images[0].cacheKeys == images[2].cacheKeys)
            }
        }
    }

    @Test("Encodings are kept by content, as many as the limit allows")
    func cache() throws {
        let fixture = try VisionFixture("idefics3")
        let patches = try fixture.patches()
        let bytes = 4 * 32 * 4
        let encoder = try ImageEncoder(checkpoint: fixture.checkpoint(), cacheLimit: 2 * bytes)
        let first = try encoder.encode(patches[0])
        #expect(encoder.cachedImages == 1)
        // Equal contents in other memory.
        let again = ImagePatches(rows: 4, columns: 4, values: patches[0].values.map { $0 })
        #expect(try encoder.encode(again).row(0) == first.row(0))
        #expect(encoder.cachedImages == 1)
        _ = try encoder.encode(patches[1])
        #expect(try encoder.encode(patches[0]).row(0) == first.row(0))
        _ = try encoder.encode(patches[2])
        #expect(encoder.cachedImages == 2)
        // The second was used longest ago.
        #expect(try encoder.encode(patches[0]).row(0) == first.row(0))
        // The same pixels with another padding are another picture.
        let padded = ImagePatches(rows: 4, columns: 4, values: patches[0].values, filledRows: 3, filledColumns: 4)
        #expect(try encoder.encode(padded) != first)
    }

    @Test("Patches that a tower cannot take are refused with the reason")
    func badPatches() throws {
        let llava = try ImageEncoder(checkpoint: VisionFixture("llava").checkpoint())
        let idefics3 = try ImageEncoder(checkpoint: VisionFixture("idefics3").checkpoint())
        let values = [Float](repeating: 0, count: 16 * 108)
        func message(_ encoder: ImageEncoder, _ patches: ImagePatches) -> String? {
            do throws(EngineError) { _ = try encoder.encode(patches) } catch {
                return error.code == .invalidImage ? error.message : nil
            }
            return nil
        }
        #expect(
            message(llava, ImagePatches(rows: 4, columns: 3, values: Array(values[..<(12 * 108)])))
                == "the picture has 4 × 3 patches; the tower takes 4 × 4, from 24 pixels in patches of 6")
        #expect(
            message(llava, ImagePatches(rows: 4, columns: 4, values: values.dropLast()))
                == "the picture has 1727 numbers; its patches take 1728")
        #expect(
            message(llava, ImagePatches(rows: 4, columns: 4, values: values, filledRows: 3, filledColumns: 4))
                == "the picture is padded, which this tower does not know")
        #expect(
            message(idefics3, ImagePatches(rows: 4, columns: 4, values: values, filledRows: 5, filledColumns: 0))
                == "the picture fills 5 × 0 patches of 4 × 4")
    }
}
