import CorvidEngine
import Testing

struct HuggingFaceFolderTests {
    private let folder = TemporaryFolder()

    private func failure(
        configuration: String = TinyBERT.configuration, tensors: [(name: String, shape: [Int])] = TinyBERT.tensors
    ) -> CheckpointError? {
        TinyBERT.write(to: folder, configuration: configuration, tensors: tensors)
        do {
            _ = try Checkpoint.open(folder.path)
            return nil
        } catch {
            return error
        }
    }

    @Test("The smallest complete folder opens")
    func minimal() throws {
        TinyBERT.write(to: folder)
        let checkpoint = try Checkpoint.open(folder.path + "/")
        #expect(checkpoint.kind == .huggingFace && checkpoint.architecture == "bert")
        #expect(try checkpoint.integer("bert.pooling_type") == 1)
        #expect(try checkpoint.tensor(required: "blk.0.ffn_up.weight", shape: [2, 3]).count == 6)
        #expect(checkpoint.tokenizerJSON == nil && checkpoint.chatTemplate == nil)
    }

    @Test("Names may carry the usual prefixes, and old names of norms are known")
    func names() throws {
        let prefixed = TinyBERT.tensors.map { tensor in
            let name = tensor.name.replacing("LayerNorm.weight", with: "LayerNorm.gamma")
                .replacing("LayerNorm.bias", with: "LayerNorm.beta")
            return (name: "bert.\(name)", shape: tensor.shape)
        }
        let harmless: [(name: String, shape: [Int])] = [
            ("bert.embeddings.position_ids", [1, 4]), ("bert.pooler.dense.weight", [2, 2]),
            ("cls.predictions.bias", [5]),
        ]
        TinyBERT.write(to: folder, tensors: prefixed + harmless)
        #expect(try Checkpoint.open(folder.path).tensors.count == TinyBERT.tensors.count)
    }

    @Test("Missing, extra and misshapen tensors are named")
    func tensors() {
        var error = failure(tensors: TinyBERT.tensors.dropLast())
        #expect(error?.code == .tensor)
        #expect(
            error?.reason == "tensor encoder.layer.0.output.LayerNorm.bias is missing; expected one of shape [2]")

        error = failure(tensors: TinyBERT.tensors + [("encoder.layer.1.output.dense.bias", [2])])
        #expect(error?.code == .tensor && error?.offset != nil)
        #expect(error?.reason == "tensor encoder.layer.1.output.dense.bias belongs to no part of this model family")

        var tensors = TinyBERT.tensors
        tensors[0].shape = [2, 5]
        error = failure(tensors: tensors)
        #expect(error?.file == "\(folder.path)/model.safetensors" && error?.offset == 9)
        #expect(error?.reason == "tensor embeddings.word_embeddings.weight has shape [2, 5]; expected [5, 2]")

        error = failure(tensors: TinyBERT.tensors + [("bert.embeddings.LayerNorm.bias", [2])])
        #expect(error?.reason == "tensor bert.embeddings.LayerNorm.bias appears twice")
    }

    @Test(
        "Values of the configuration are checked",
        arguments: [
            ("\"bert\"", "\"mamba\"", "unsupported", "model_type", "is mamba, which is not supported; known are "),
            ("\"bert\"", "7", "metadata", "model_type", "is missing; expected the name of a model family"),
            (
                "\"hidden_size\": 2", "\"hidden_size\": 0", "metadata", "hidden_size",
                "is 0; expected an integer in 1..."
            ),
            (
                "\"hidden_size\": 2", "\"hidden_size\": \"x\"", "metadata", "hidden_size",
                "is \"x\"; expected an integer"
            ),
            ("\"hidden_size\": 2", "\"hidden_size\": 1e99", "metadata", "hidden_size", "is 1e99; expected an integer"),
            ("\"hidden_size\": 2,", "", "metadata", "hidden_size", "is missing; expected an integer"),
            ("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 99999", "metadata", "num_hidden_layers", "is 99999; "),
            (
                "\"vocab_size\": 5", "\"vocab_size\": 5, \"hidden_act\": \"relu\"", "unsupported", "hidden_act",
                "is \"relu\"; only gelu is supported"
            ),
            (
                "\"vocab_size\": 5", "\"vocab_size\": 5, \"quantization_config\": {}", "unsupported",
                "quantization_config", "is present: quantised safetensors are not read; use GGUF instead"
            ),
            (
                "\"vocab_size\": 5", "\"vocab_size\": 5, \"is_decoder\": true", "unsupported", "is_decoder",
                "is true, which is not supported"
            ),
        ])
    func configuration(text: String, replacement: String, code: String, key: String, reason: String) {
        let error = failure(configuration: TinyBERT.configuration.replacing(text, with: replacement))
        #expect(error?.code.rawValue == code && error?.file == "\(folder.path)/config.json")
        #expect(error?.reason.hasPrefix("configuration key \(key) \(reason)") == true, "\(error?.reason ?? "none")")
    }

    @Test("Folders without configuration or weights say so")
    func incomplete() {
        #expect(
            throws: CheckpointError(
                .unknownFormat, file: folder.path,
                reason: "is a folder without config.json, so no Hugging Face checkpoint")
        ) { try Checkpoint.open(folder.path) }
        folder.write("config.json", TinyBERT.configuration)
        #expect(
            throws: CheckpointError(
                .unreadable, file: folder.path,
                reason: "holds neither model.safetensors nor model.safetensors.index.json")
        ) { try Checkpoint.open(folder.path) }
        let weights = folder.write("x.safetensors", SafeTensorsBytes.file("{}"))
        #expect(
            throws: CheckpointError(
                .unknownFormat, file: weights,
                reason: "is part of a Hugging Face checkpoint; give the folder that holds it and config.json")
        ) { try Checkpoint.open(weights) }
        folder.write("config.json", "{\n  \"a\": 1,\n}")
        #expect(
            throws: CheckpointError(
                .corrupted, file: "\(folder.path)/config.json", offset: 12,
                reason: "is not valid JSON: line 3, column 1: found '}'; expected a key in quotation marks")
        ) { try Checkpoint.open(folder.path) }
    }

    @Test("Special tokens and the chat template are found wherever they stand")
    func tokenizerFacts() throws {
        TinyBERT.write(to: folder)
        folder.write("tokenizer.json", "{}")
        folder.write(
            "tokenizer_config.json",
            #"""
            {"bos_token": {"content": "<s>"}, "eos_token": "</s>", "add_bos_token": true, "chat_template": "old",
             "added_tokens_decoder": {"3": {"content": "<s>"}, "4": {"content": "</s>"}}}
            """#)
        var checkpoint = try Checkpoint.open(folder.path)
        #expect(try checkpoint.integer("tokenizer.ggml.bos_token_id") == 3)
        #expect(try checkpoint.integer("tokenizer.ggml.eos_token_id") == 4)
        #expect(try checkpoint.optionalBoolean("tokenizer.ggml.add_bos_token") == true)
        #expect(checkpoint.chatTemplate == "old" && checkpoint.tokenizerJSON?.count == 2)

        folder.write("generation_config.json", #"{"eos_token_id": [2, 4], "bos_token_id": 1}"#)
        folder.write("chat_template.jinja", "new")
        checkpoint = try Checkpoint.open(folder.path)
        #expect(try checkpoint.integer("tokenizer.ggml.bos_token_id") == 1)
        #expect(try checkpoint.integer("tokenizer.ggml.eos_token_id") == 2)
        #expect(checkpoint.metadata["corvid.eos_token_ids"] == .integers([2, 4]))
        #expect(checkpoint.chatTemplate == "new")
        #expect(try checkpoint.text("tokenizer.chat_template") == "new")

        folder.write("generation_config.json", #"{"eos_token_id": "x"}"#)
        #expect(throws: CheckpointError.self) { try Checkpoint.open(folder.path) }
    }
}
