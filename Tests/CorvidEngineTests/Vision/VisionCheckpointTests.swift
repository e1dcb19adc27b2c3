import Testing

@testable import CorvidEngine

/// Vision checkpoints that are damaged, or none.
struct VisionCheckpointTests {
    private func failure(_ copy: VisionCopy) -> CheckpointError? { failure(copy.write()) }

    private func failure(_ path: String) -> CheckpointError? {
        do throws(CheckpointError) {
            _ = try ImageEncoder(checkpoint: try Checkpoint.openVision(path))
            return nil
        } catch {
            return error
        }
    }

    @Test("A checkpoint without an image tower says so and what would work")
    func textOnly() throws {
        let folder = try #require(failure(Fixture.path("checkpoints/llama")))
        #expect(folder.code == .unsupported)
        #expect(
            folder.reason == "configuration key model_type is llama, which has no image tower that is supported; "
                + "known are clip, siglip, llava, idefics3, smolvlm")
        let file = try #require(failure(Fixture.path("gguf/llama.gguf")))
        #expect(
            file.code == .unsupported && file.reason.contains("holds no image tower (its architecture is \"llama\")"))
        let clip = Fixture.path("vision/mmproj-llava.gguf")
        #expect(throws: CheckpointError.self) { try ImageTextModel(checkpoint: Checkpoint.openVision(clip)) }
        let pair = try #require(failure(Fixture.path("vision/clip")))
        #expect(pair.reason.contains("no projector to a language model"))
    }

    @Test("A missing tensor is named, with the shape that it should have")
    func missing() throws {
        let copy = VisionCopy(try VisionFixture("llava"))
        copy.header = copy.header.replacing("encoder.layers.1.mlp.fc2.bias", with: "encoder.layers.1.mlp.fc3.bias")
        let error = try #require(failure(copy))
        #expect(error.code == .tensor)
        #expect(error.reason == "tensor encoder.layers.1.mlp.fc2.bias is missing; expected one of shape [24]")
    }

    @Test("A tensor of another shape is named, with both shapes and the file")
    func shape() throws {
        let copy = VisionCopy(try VisionFixture("idefics3"))
        copy.configuration = copy.configuration.replacing("\"image_size\": 24", with: "\"image_size\": 36")
        let error = try #require(failure(copy))
        #expect(error.code == .tensor && error.file.hasSuffix("/model.safetensors"))
        #expect(
            error.reason
                == "tensor model.vision_model.embeddings.position_embedding.weight has shape [16, 24]; expected [36, 24]"
        )
    }

    @Test("A file of llama.cpp's kind with a missing key names it")
    func missingKey() throws {
        let folder = TemporaryFolder()
        var bytes = TemporaryFolder.read(Fixture.path("vision/mmproj-idefics3.gguf"))
        let key = Array("clip.vision.block_count".utf8)
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: key) })
        bytes[start + key.count - 1] = UInt8(ascii: "x")
        let error = try #require(failure(folder.write("mmproj.gguf", bytes)))
        #expect(error.code == .metadata)
        #expect(error.reason == "metadata key clip.vision.block_count is missing; expected an integer")
    }

    @Test("Files cut anywhere give typed errors")
    func truncated() throws {
        let copy = VisionCopy(try VisionFixture("llava"))
        let weights = copy.weights
        for count in [0, 7, 100, weights.count / 2, weights.count - 1] {
            copy.weights = Array(weights[..<count])
            #expect(failure(copy) != nil, "\(count) bytes")
        }
        let folder = TemporaryFolder()
        let file = TemporaryFolder.read(Fixture.path("vision/mmproj-llava.gguf"))
        for count in stride(from: 0, to: file.count, by: file.count / 40) {
            #expect(failure(folder.write("mmproj.gguf", Array(file[..<count]))) != nil, "\(count) bytes")
        }
    }

    @Test("Settings that are not supported are named")
    func settings() throws {
        for (old, new, reason) in [
            ("\"vision_feature_layer\": -2", "\"vision_feature_layer\": [-2, -1]", "expected one layer in -3...2"),
            ("\"hidden_act\": \"quick_gelu\"", "\"hidden_act\": \"relu\"", "known are quick_gelu"),
            ("\"num_attention_heads\": 3", "\"num_attention_heads\": 5", "does not divide the width of 24"),
            ("\"model_type\": \"clip_vision_model\"", "\"model_type\": \"pixtral\"", "known are clip_vision_model"),
        ] {
            let copy = VisionCopy(try VisionFixture("llava"))
            copy.configuration = copy.configuration.replacing(old, with: new)
            let error = try #require(failure(copy), "\(new)")
            #expect(error.reason.contains(reason), "\(error)")
        }
    }
}
