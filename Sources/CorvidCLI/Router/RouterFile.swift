import Corvid
import CorvidModels
import Foundation

/// A calibration on disk, and the models that it is of.
struct RouterFile {
    let path: String
    let calibration: RouterCalibration

    /// - Throws: ``CommandFailure`` when it cannot be read, with what is wrong in it.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw CommandFailure(
                ExitStatus.noInput, "\(path): there is no such calibration; make one with corvid router fit")
        }
        do {
            calibration = try RouterCalibration(json: Array(data), file: path)
        } catch {
            throw CommandFailure(ExitStatus.badData, "\(error)")
        }
    }

    /// The calibration that comes with Corvid, unless the user has named another.
    ///
    /// - Throws: ``CommandFailure`` when the embedded models are not installed.
    static func chosen(_ path: String?) throws(CommandFailure) -> String {
        if let path { return FilePlace.absolute(path) }
        do {
            return try EmbeddedModel.calibrationPath(also: ["\(FilePlace.data)/models"])
        } catch {
            throw CommandFailure(ExitStatus.noInput, "\(error); give a calibration of your own with --router")
        }
    }

    /// The checkpoints, the smallest first.
    ///
    /// - Throws: ``CommandFailure`` when the calibration does not say where they are.
    func models() throws(CommandFailure) -> [String] {
        let folder = URL(filePath: path).deletingLastPathComponent()
        var paths: [String] = []
        for model in calibration.models {
            guard let file = model.file else {
                throw CommandFailure(
                    ExitStatus.badData, "\(path): it does not say where the model \(model.name) is: fit it again")
            }
            paths.append(URL(filePath: file, relativeTo: folder).standardizedFileURL.path(percentEncoded: false))
        }
        guard !paths.isEmpty else {
            throw CommandFailure(
                ExitStatus.badData, "\(path): a calibration of prompts alone; it can be evaluated, and routes no models"
            )
        }
        return paths
    }

    /// Loads the models. One that cannot be loaded is done without, as long as another can.
    ///
    /// - Throws: ``CommandFailure``, `CheckpointError`, `RouterError`.
    func router(_ policy: RoutingPolicy, threads: Int?) throws -> ModelRouter {
        var models: [any LanguageModel] = []
        var failure: (any Error)?
        for (path, fitted) in zip(try self.models(), calibration.models) {
            do {
                models.append(try ModelLoader.load(.checkpoint(path: path), threads: threads))
            } catch {
                Console.report("corvid: \(fitted.name) cannot be loaded and is done without: \(error)")
                failure = failure ?? error
                models.append(UnavailableModel(name: fitted.name, contextLength: 0, reason: "\(error)"))
            }
        }
        if let failure, models.allSatisfy({ $0 is UnavailableModel }) { throw failure }
        return try joined(models, policy)
    }

    private func joined(_ models: [any LanguageModel], _ policy: RoutingPolicy) throws(CommandFailure) -> ModelRouter {
        do {
            return try ModelRouter(models, calibration: calibration, options: ModelRouter.Options(policy: policy))
        } catch {
            throw CommandFailure(ExitStatus.badData, "\(path): \(error)")
        }
    }
}
