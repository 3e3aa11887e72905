"""Files for OpenSim: where the joints are (TRC), and the angles of the joints (MOT)."""
