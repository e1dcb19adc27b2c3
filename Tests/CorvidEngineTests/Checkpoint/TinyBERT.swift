/// The smallest folder that is a complete checkpoint, to be spoilt by tests.
enum TinyBERT {
    static let configuration = """
        {
          "model_type": "bert", "vocab_size": 5, "hidden_size": 2, "num_hidden_layers": 1,
          "num_attention_heads": 1, "intermediate_size": 3, "max_position_embeddings": 4
        }
        """

    static var tensors: [(name: String, shape: [Int])] {
        let square = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"]
        var tensors: [(name: String, shape: [Int])] = [
            ("embeddings.word_embeddings.weight", [5, 2]), ("embeddings.position_embeddings.weight", [4, 2]),
            ("embeddings.token_type_embeddings.weight", [2, 2]), ("embeddings.LayerNorm.weight", [2]),
            ("embeddings.LayerNorm.bias", [2]),
        ]
        for name in square {
            tensors += [("encoder.layer.0.\(name).weight", [2, 2]), ("encoder.layer.0.\(name).bias", [2])]
        }
        for (name, rows, columns) in [("intermediate.dense", 3, 2), ("output.dense", 2, 3)] {
            tensors += [("encoder.layer.0.\(name).weight", [rows, columns]), ("encoder.layer.0.\(name).bias", [rows])]
        }
        for name in ["attention.output.LayerNorm", "output.LayerNorm"] {
            tensors += [("encoder.layer.0.\(name).weight", [2]), ("encoder.layer.0.\(name).bias", [2])]
        }
        return tensors
    }

    /// Writes the folder, with other tensors or another configuration where given.
    static func write(
        to folder: TemporaryFolder, configuration: String = configuration,
        tensors: [(name: String, shape: [Int])] = tensors
    ) {
        folder.write("config.json", configuration)
        folder.write("model.safetensors", SafeTensorsBytes.file(tensors))
    }
}
