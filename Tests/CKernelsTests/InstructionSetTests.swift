import CKernels
import Testing

@Test func bestInstructionSetHasAName() {
    #expect(String(cString: corvid_isa_name(corvid_isa_best())) != "unknown")
}
