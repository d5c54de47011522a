"""How the encoder is made: text of ESCO, batches of pairs, loss, vocabulary, the run itself and its card."""
