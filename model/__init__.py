"""How the encoder is made and measured; never imported by the service."""
