"""posecheck watches a person practise on the floor and says what to correct."""
