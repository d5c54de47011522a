"""Job ads as EURES partners and portals deliver them: one module per format, one record for all."""
