package intake

// Across is the permission to hand a person over to the other campus, or to take one over.
const Across = "intake.transfer"
